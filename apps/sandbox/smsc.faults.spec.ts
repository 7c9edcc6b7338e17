import { once } from 'node:events';
import { manualClock, type ManualClock } from './clock.js';
import type { FaultSet } from './faults.js';
import { SmsClient } from './sms-client.testing.js';
import { smpp, STATUS } from './smpp.js';
import { startSandbox, type Sandbox } from './start-sandbox.js';

describe('faults of the SMSC', () => {
  let clock: ManualClock;
  let sandbox: Sandbox;
  let client: SmsClient;

  beforeEach(async () => {
    clock = manualClock(new Date('2026-03-02T01:00:00Z'));
    sandbox = await startSandbox({ clock });
    client = await SmsClient.bound(sandbox);
  });
  afterEach(async () => {
    await client.close();
    await sandbox.stop();
  });

  const put = async (faults: FaultSet): Promise<void> => {
    const answer = await fetch(`${sandbox.url}/faults/sms`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(faults),
    });
    expect(await answer.json()).toEqual(faults);
  };
  const receipts = async (): Promise<string[]> => {
    await client.enquire();
    return client.delivered.map((pdu) => String(pdu.receipted_message_id));
  };

  it.each([
    [{ throttle: 0 }, STATUS.throttled],
    [{ status500: true }, STATUS.systemError],
    [{ refuse: true }, STATUS.submitFailed],
  ])('%j answers with its status and sends nothing', async (faults, status) => {
    await put(faults);
    expect((await client.send('hello')).command_status).toBe(status);
    expect(sandbox.inbox.list('sms')).toHaveLength(0);
  });

  it('throttle lets so many through in each second', async () => {
    await put({ throttle: 1 });
    const statuses = [await client.send('a'), await client.send('b')].map((pdu) => pdu.command_status);
    await clock.advance(1_000);
    statuses.push((await client.send('c')).command_status);
    expect(statuses).toEqual([STATUS.ok, STATUS.throttled, STATUS.ok]);
  });

  it('times heals it by itself', async () => {
    await put({ status500: true, times: 1 });
    expect((await client.send('a')).command_status).toBe(STATUS.systemError);
    expect((await client.send('a')).command_status).toBe(STATUS.ok);
  });

  it('slowMs holds the answer back', async () => {
    await put({ slowMs: 5_000 });
    const answer = client.send('hello');
    await sandbox.inbox.waitFor('sms');
    await client.enquire();
    expect(client.order).not.toContain('submit_sm_resp');
    await clock.advance(5_000);
    expect((await answer).command_status).toBe(STATUS.ok);
  });

  it('timeoutAfterActing delivers the message and its receipt, but never answers', async () => {
    await put({ timeoutAfterActing: true });
    void client.send('hello');
    const item = await sandbox.inbox.waitFor('sms');
    await clock.advance(300);
    const [receipt] = await client.deliveries(1);
    expect(receipt?.receipted_message_id).toBe(item.messageIds[0]);
    await client.enquire();
    expect(client.order).not.toContain('submit_sm_resp');
  });

  it.each([{ silentAfterActing: true }, { receipts: 'none' as const }])(
    '%j sends no receipt',
    async (faults) => {
      await put(faults);
      expect((await client.send('hello')).command_status).toBe(STATUS.ok);
      await clock.advance(3_600_000);
      expect(await receipts()).toEqual([]);
      expect(sandbox.inbox.list('sms')[0]?.state).toBe('DELIVRD');
    },
  );

  it('doubled sends each receipt twice', async () => {
    await put({ receipts: 'doubled' });
    const { message_id } = await client.send('hello');
    await clock.advance(300);
    expect(await receipts()).toEqual([message_id, message_id]);
  });

  it('late sends it late', async () => {
    await put({ receipts: 'late', lateMs: 90_000 });
    const { message_id } = await client.send('hello');
    await clock.advance(90_299);
    expect(await receipts()).toEqual([]);
    await clock.advance(1);
    expect(await receipts()).toEqual([message_id]);
  });

  it('out_of_order lets the receipt overtake the answer', async () => {
    await put({ receipts: 'out_of_order' });
    const { message_id } = await client.send('hello');
    expect(await receipts()).toEqual([message_id]);
    const traffic = client.order.filter(
      (command) => command.startsWith('submit') || command.startsWith('deliver'),
    );
    expect(traffic).toEqual(['deliver_sm', 'submit_sm_resp']);
  });

  it('failed tells that the phone was not reached', async () => {
    await put({ receipts: 'failed' });
    await client.send('hello');
    await clock.advance(300);
    const [receipt] = await client.deliveries(1);
    expect(receipt?.message_state).toBe(5);
    expect(receipt?.short_message?.message).toContain('dlvrd:000');
    expect(receipt?.short_message?.message).toContain('stat:UNDELIV err:001');
  });

  it('clockSkewS shows in the dates of a receipt', async () => {
    await put({ clockSkewS: 86_400 });
    await client.send('hello');
    await clock.advance(300);
    const [receipt] = await client.deliveries(1);
    expect(receipt?.short_message?.message).toContain('done date:2603030100');
  });

  it('disconnect cuts the link and refuses new ones; what was waiting comes after it heals', async () => {
    const { message_id } = await client.send('hello');
    await put({ disconnect: true });
    await client.closed();
    await clock.advance(300);
    const refused = smpp.connect({ host: '127.0.0.1', port: sandbox.smppPort });
    refused.on('error', () => refused.destroy());
    await once(refused, 'close');
    await put({});
    client = await SmsClient.bound(sandbox);
    const [receipt] = await client.deliveries(1);
    expect(receipt?.receipted_message_id).toBe(message_id);
  });

  it('disconnect once cuts the link at the next message, before acting', async () => {
    await put({ disconnect: true, times: 1 });
    void client.send('lost');
    await client.closed();
    expect(sandbox.inbox.list('sms')).toHaveLength(0);
    client = await SmsClient.bound(sandbox);
    expect((await client.send('again')).command_status).toBe(STATUS.ok);
  });
});
