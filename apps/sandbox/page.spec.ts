import { request } from 'node:http';
import { call } from './callback-receiver.testing.js';
import { manualClock, type ManualClock } from './clock.js';
import { SmsClient } from './sms-client.testing.js';
import { startSandbox, type Sandbox } from './start-sandbox.js';

describe('the inbox page and the controls', () => {
  let clock: ManualClock;
  let sandbox: Sandbox;
  let sms: SmsClient;

  beforeEach(async () => {
    clock = manualClock(new Date('2026-03-02T01:00:00Z'));
    sandbox = await startSandbox({ clock });
    sms = await SmsClient.bound(sandbox);
  });
  afterEach(async () => {
    await sms.close();
    await sandbox.stop();
  });

  const page = async (lang = 'zh'): Promise<string> => (await fetch(`${sandbox.url}/?lang=${lang}`)).text();
  const press = (action: string, field: string, value: string): Promise<Response> =>
    fetch(`${sandbox.url}/page/${action}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: sandbox.url },
      body: new URLSearchParams({ [field]: value }),
    });
  const order = {
    orderId: 'o/1?',
    kind: 'transfer_limit',
    target: '6222020000000000001',
    until: '2026-03-03T01:00:00Z',
    legalBasis: '第二十条',
    documentNo: '1号',
    callbackUrl: 'http://127.0.0.1:1/',
  };

  it('shows what arrived, escaped, in Chinese and in English', async () => {
    await sms.send('<script>alert("x")</script>', { registered_delivery: 0 });
    const chinese = await page();
    expect(chinese).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(chinese).not.toContain('<script');
    expect(chinese).toContain('回复 1');
    const english = await page('en');
    expect(english).toContain('Reply 1');
    expect(english).toContain('Nothing yet');
  });

  it('answers a message, a call and an order with its buttons', async () => {
    await sms.send('1?', { registered_delivery: 0 });
    const seq = sandbox.inbox.list('sms')[0]?.seq;
    expect((await press(`sms/${seq}`, 'text', '1')).status).toBe(303);
    const [reply] = await sms.deliveries(1);
    expect(reply?.short_message?.message).toBe('1');

    const place = { callId: 'c/1', to: '+8613800138000', callerId: '96110', text: '您好', keys: '12' };
    await call(
      `${sandbox.url}/voice/calls`,
      'POST',
      { ...place, callbackUrl: order.callbackUrl },
      sandbox.secrets.VOICE_TOKEN,
    );
    expect(await page()).toContain('/page/voice/c%2F1?lang=zh');
    expect((await press('voice/c%2F1', 'key', '2')).status).toBe(303);
    expect(sandbox.inbox.list('voice')).toMatchObject([{ status: 'completed', result: 'human', key: '2' }]);

    sandbox.answers.script = { bank: { acknowledgeAfterMs: null } };
    await call(`${sandbox.url}/institutions/bank/orders`, 'POST', order, sandbox.secrets.BANK_TOKEN);
    await clock.advance(60_000);
    expect(sandbox.inbox.list('bank')).toMatchObject([{ state: 'received' }]);
    await press('orders/bank/o%2F1%3F', 'state', 'in_force');
    expect(sandbox.inbox.list('bank')).toMatchObject([{ state: 'in_force' }]);
    await press('orders/bank/o%2F1%3F', 'state', 'released');
    expect(sandbox.inbox.list('bank')).toMatchObject([{ state: 'released' }]);
  });

  it('switches faults on and off', async () => {
    await press('faults/voice', 'fault', 'timeoutAfterActing');
    expect(sandbox.faults.get('voice')).toEqual({ timeoutAfterActing: true });
    expect(await page()).toMatch(/<span class="fault"\s*>执行后超时</);
    await press('faults/voice', 'fault', 'heal');
    expect(sandbox.faults.get('voice')).toEqual({});
    expect((await press('faults/voice', 'fault', 'meteorite')).status).toBe(404);
  });

  it('lists and empties the inbox, and takes faults and answers only as they are defined', async () => {
    await sms.send('one', { registered_delivery: 0 });
    await sms.send('two', { registered_delivery: 0 });
    const all = await call(`${sandbox.url}/inbox/sms`, 'GET');
    expect(all.json['items']).toMatchObject([
      { seq: 1, text: 'one' },
      { seq: 2, text: 'two' },
    ]);
    const rest = await call(`${sandbox.url}/inbox/sms?after=1`, 'GET');
    expect(rest.json['items']).toMatchObject([{ text: 'two' }]);
    expect((await call(`${sandbox.url}/inbox`, 'DELETE')).status).toBe(204);
    expect((await call(`${sandbox.url}/inbox/sms`, 'GET')).json['items']).toEqual([]);
    const wrong = await call(`${sandbox.url}/faults/sms`, 'PUT', { slowMs: -1 });
    expect(wrong).toMatchObject({ status: 400, json: { errors: [{ field: 'slowMs' }] } });
    expect((await call(`${sandbox.url}/faults/sms`, 'PUT', { colour: 'red' })).status).toBe(400);
    expect((await call(`${sandbox.url}/answers`, 'PUT', { voice: { result: 'maybe' } })).status).toBe(400);
    const script = { sms: { relativeReplies: '1', afterMs: 5 }, carrier: { inForceAfterMs: null } };
    expect((await call(`${sandbox.url}/answers`, 'PUT', script)).json).toEqual(script);
    expect((await call(`${sandbox.url}/healthz`, 'GET')).json).toMatchObject({
      status: 'ok',
      esme: ['holdline (transceiver)'],
    });
  });

  it('answers a malformed body with a problem document', async () => {
    const answer = await fetch(`${sandbox.url}/trickle`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"target":',
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('lets no foreign page drive it, by form or by a rebound name', async () => {
    const foreign = await fetch(`${sandbox.url}/sms/reply`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://elsewhere.example' },
      body: JSON.stringify({ from: '+8613800138000', to: '96110', text: '1' }),
    });
    expect(foreign.status).toBe(403);
    const rebound = await new Promise<number | undefined>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: sandbox.httpPort, headers: { host: 'elsewhere.example' } };
      request(options, (res) => resolve(res.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(rebound).toBe(403);
  });
});
