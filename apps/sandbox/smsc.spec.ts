import { manualClock, type ManualClock } from './clock.js';
import { SmsClient } from './sms-client.testing.js';
import { STATUS } from './smpp.js';
import { startSandbox, type Sandbox } from './start-sandbox.js';

const START = new Date('2026-03-02T01:00:00Z');

describe('the SMSC, over SMPP 3.4', () => {
  let clock: ManualClock;
  let sandbox: Sandbox;
  const clients: SmsClient[] = [];
  const bound = async (mode?: Parameters<typeof SmsClient.bound>[1]): Promise<SmsClient> => {
    const client = await SmsClient.bound(sandbox, mode);
    clients.push(client);
    return client;
  };

  beforeEach(async () => {
    clock = manualClock(START);
    sandbox = await startSandbox({ clock, seed: 'smsc' });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
    await sandbox.stop();
  });

  it('binds who knows the password, once, and nobody else', async () => {
    const client = await SmsClient.connect(sandbox);
    clients.push(client);
    const submit = await client.send('too early');
    expect(submit.command_status).toBe(STATUS.wrongBindState);
    const wrong = await client.ask('bind_transceiver', { system_id: 'holdline', password: 'guess' });
    expect(wrong.command_status).toBe(STATUS.wrongPassword);
    const stranger = await client.ask('bind_transceiver', {
      system_id: 'nobody',
      password: sandbox.secrets.SMPP_PASSWORD,
    });
    expect(stranger.command_status).toBe(STATUS.wrongSystemId);
    const right = await client.ask('bind_transceiver', {
      system_id: 'holdline',
      password: sandbox.secrets.SMPP_PASSWORD,
    });
    expect(right.command_status).toBe(STATUS.ok);
    const again = await client.ask('bind_transceiver', {
      system_id: 'holdline',
      password: sandbox.secrets.SMPP_PASSWORD,
    });
    expect(again.command_status).toBe(STATUS.alreadyBound);
    expect(sandbox.inbox.list('sms')).toHaveLength(0);
  });

  it('takes a Chinese message and sends the receipt in the standard format', async () => {
    const client = await bound();
    const answer = await client.send('【反诈中心】您可能正在遭遇诈骗，请勿转账。', { data_coding: 8 });
    expect(answer.command_status).toBe(STATUS.ok);
    await clock.advance(300);
    const [receipt] = await client.deliveries(1);
    expect(receipt).toMatchObject({
      source_addr: '+8613800138000',
      destination_addr: '96110',
      esm_class: 4,
      receipted_message_id: answer.message_id,
      message_state: 2,
    });
    expect(receipt?.short_message?.message).toBe(
      `id:${answer.message_id} sub:001 dlvrd:001 submit date:2603020100 done date:2603020100 stat:DELIVRD err:000 text:`,
    );
    expect(sandbox.inbox.list('sms')).toMatchObject([
      { from: '96110', to: '+8613800138000', encoding: 'UCS2', flash: false, parts: 1, state: 'DELIVRD' },
    ]);
    expect(sandbox.inbox.list('sms')[0]?.text).toContain('请勿转账');
  });

  it('shows a flash message as such, and sends no receipt that nobody asked for', async () => {
    const client = await bound();
    // The client library encodes for 0x08 only; for class 0 it is handed the octets.
    const short_message = Buffer.from('请立即挂断电话', 'utf16le').swap16();
    await client.send('', { short_message, data_coding: 0x18, registered_delivery: 0 });
    await clock.advance(1_000);
    await client.enquire();
    expect(client.delivered).toHaveLength(0);
    expect(sandbox.inbox.list('sms')).toMatchObject([
      { text: '请立即挂断电话', flash: true, state: 'DELIVRD' },
    ]);
  });

  it('puts parts together in their order, by UDH and by SAR fields; each has its own receipt', async () => {
    const client = await bound();
    const part = (reference: number, number: number, message: string): Record<string, unknown> => ({
      short_message: { udh: Buffer.from([5, 0, 3, reference, 2, number]), message },
      data_coding: 8,
    });
    await client.send('', part(7, 2, '请拨打96110'));
    expect(sandbox.inbox.list('sms')).toHaveLength(0);
    await client.send('', part(7, 1, '如有疑问，'));
    const sar = { sar_msg_ref_num: 9, sar_total_segments: 2, data_coding: 8 };
    await client.send('甲', { ...sar, sar_segment_seqnum: 1 });
    await client.send('乙', { ...sar, sar_segment_seqnum: 2 });
    await clock.advance(300);
    expect(await client.deliveries(4)).toHaveLength(4);
    expect(sandbox.inbox.list('sms').map((item) => [item.text, item.parts])).toEqual([
      ['如有疑问，请拨打96110', 2],
      ['甲乙', 2],
    ]);
  });

  it('reads a long text from message_payload', async () => {
    const client = await bound();
    const long = '请核实对方身份。'.repeat(40);
    await client.send('', { short_message: '', message_payload: { message: long }, data_coding: 8 });
    expect(sandbox.inbox.list('sms')[0]?.text).toBe(long);
  });

  it('answers enquire_link, query_sm and unbind, and refuses what it does not know', async () => {
    const client = await bound();
    expect((await client.enquire()).command).toBe('enquire_link_resp');
    const { message_id } = await client.send('hello');
    expect(await client.ask('query_sm', { message_id })).toMatchObject({ message_id, message_state: 1 });
    await clock.advance(300);
    await client.deliveries(1);
    expect(await client.ask('query_sm', { message_id })).toMatchObject({ message_state: 2 });
    const unknown = await client.ask('query_sm', { message_id: 'ffff' });
    expect(unknown.command_status).toBe(STATUS.invalidMessageId);
    expect((await client.send('x', { destination_addr: 'nobody' })).command_status).toBe(
      STATUS.invalidDestination,
    );
    expect((await client.unbind()).command_status).toBe(STATUS.ok);
    await client.closed();
  });

  it('delivers a reply to a receiver, not to a transmitter, and keeps it while nobody is bound', async () => {
    const sender = await bound('bind_transmitter');
    await sender.send('请家属回复1确认', { destination_addr: '+8613900139000', data_coding: 8 });
    const body = JSON.stringify({ from: '+8613900139000', to: '96110', text: '我在她身边' });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${sandbox.url}/sms/reply`, { method: 'POST', headers, body })).status).toBe(202);
    await sender.enquire();
    expect(sender.delivered).toHaveLength(0);
    const receiver = await bound('bind_receiver');
    const [reply] = await receiver.deliveries(1);
    expect(reply).toMatchObject({ source_addr: '+8613900139000', destination_addr: '96110' });
    expect(reply?.short_message?.message).toBe('我在她身边');
    expect((await receiver.send('no')).command_status).toBe(STATUS.wrongBindState);
    expect(sandbox.inbox.list('sms')[0]?.replies).toEqual(['我在她身边']);
  });

  it('delivers again what the ESME could not take', async () => {
    const client = await bound();
    client.deliverStatus = 0x64;
    await client.send('hello');
    await clock.advance(300);
    await client.deliveries(1);
    await client.enquire();
    client.deliverStatus = 0;
    await clock.advance(5_000);
    const [first, second] = await client.deliveries(2);
    expect(second?.receipted_message_id).toBe(first?.receipted_message_id);
    await client.enquire();
    await clock.advance(60_000);
    await client.enquire();
    expect(client.delivered).toHaveLength(2);
  });

  it('lets a modelled relative answer a message that asks for a digit, and no other', async () => {
    sandbox.answers.script = { sms: { relativeReplies: '1', afterMs: 20_000 } };
    const client = await bound();
    await client.send('请勿转账', { data_coding: 8, registered_delivery: 0 });
    await client.send('您是否与家人在一起？是请回复1', { data_coding: 8, registered_delivery: 0 });
    await clock.advance(19_999);
    await client.enquire();
    expect(client.delivered).toHaveLength(0);
    await clock.advance(1);
    await client.deliveries(1);
    await clock.advance(60_000);
    await client.enquire();
    expect(client.delivered.map((pdu) => pdu.short_message?.message)).toEqual(['1']);
  });
});
