import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { AlertInput } from '#contracts';
import { call } from './callback-receiver.testing.js';
import { manualClock, type ManualClock } from './clock.js';
import { startSandbox, type Sandbox } from './start-sandbox.js';
import type { TrickleState } from './trickle.js';

describe('the trickle', () => {
  let clock: ManualClock;
  let sandbox: Sandbox;
  let intake: Server;
  let target: string;
  let taken: AlertInput[];
  let statuses: number[];

  beforeEach(async () => {
    clock = manualClock(new Date('2026-03-02T01:00:00Z'));
    sandbox = await startSandbox({ clock, seed: 'trickle' });
    taken = [];
    statuses = [];
    intake = createServer((req, res) => {
      void json(req).then((body) => {
        const alerts = (Array.isArray(body) ? body : [body]) as AlertInput[];
        const status = req.headers.authorization === 'Bearer source-token' ? (statuses.shift() ?? 202) : 401;
        if (status === 202) taken.push(...alerts);
        const results = alerts.map(({ sourceRef }) => ({ sourceRef, id: 'x', status: 'accepted' }));
        res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ results }));
      });
    });
    await new Promise<void>((resolve) => intake.listen(0, '127.0.0.1', resolve));
    target = `http://127.0.0.1:${(intake.address() as AddressInfo).port}/api/v1/alerts`;
  });
  afterEach(async () => {
    await sandbox.stop();
    const closed = new Promise<void>((resolve) => intake.close(() => resolve()));
    intake.closeAllConnections();
    await closed;
  });

  const start = (more: object): ReturnType<typeof call> =>
    call(`${sandbox.url}/trickle`, 'POST', { target, token: 'source-token', perMinute: 6, ...more });
  const state = async (): Promise<TrickleState | undefined> => {
    const { json: body } = await call(`${sandbox.url}/trickle`, 'GET');
    return (body['trickles'] as TrickleState[])[0];
  };

  it('sends so many a minute and stops at its count', async () => {
    expect((await start({ count: 7 })).status).toBe(202);
    await clock.advance(59_999);
    expect(taken).toHaveLength(6);
    await clock.advance(60_000);
    expect(taken).toHaveLength(7);
    expect(await state()).toMatchObject({ state: 'done', sent: 7, failures: 0, results: { accepted: 7 } });
    expect(new Set(taken.map(({ sourceRef }) => sourceRef)).size).toBe(7);
  });

  it('stops after its seconds', async () => {
    await start({ forSeconds: 30 });
    await clock.advance(300_000);
    expect(taken).toHaveLength(3);
    expect(await state()).toMatchObject({ state: 'done' });
  });

  it('sends a storm in batches', async () => {
    await start({ perMinute: 6_000, count: 250 });
    await clock.advance(1_000);
    expect(taken).toHaveLength(110);
    await clock.advance(2_000);
    expect(taken).toHaveLength(250);
  });

  it('drops nothing while Holdline does not take it', async () => {
    statuses.push(503, 503);
    await start({ count: 2 });
    await clock.advance(60_000);
    expect(taken).toHaveLength(2);
    expect(await state()).toMatchObject({ state: 'done', sent: 2, failures: 2, lastStatus: 202 });
  });

  it('can be stopped, and needs an end and a target', async () => {
    const { json: started } = await start({ count: 100 });
    await clock.advance(0);
    await call(`${sandbox.url}/trickle/${String(started['id'])}`, 'DELETE');
    await clock.advance(600_000);
    expect(taken).toHaveLength(1);
    expect(await start({})).toMatchObject({ status: 422, json: { errors: [{ field: 'count' }] } });
    expect(await start({ count: 1, target: 'ftp://x' })).toMatchObject({ status: 422 });
    expect(await start({ count: 1, perMinute: 60_001 })).toMatchObject({ status: 422 });
  });
});
