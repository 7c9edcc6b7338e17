import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { DeskAuditor } from '#cases';
import { Env, wallClock } from '#platform';
import { CasesUnderTest } from '../../../libs/testing/made-cases.js';
import { Heartbeat } from '../../../apps/worker/desk/heartbeat.js';

describe('the heartbeat', () => {
  let desk: CasesUnderTest;
  let auditor: DeskAuditor;
  let watcher: Server;
  let url: string;
  let status: number;
  let heard: { method?: string; body: string }[];

  beforeEach(async () => {
    desk = await CasesUnderTest.open();
    auditor = desk.app.get(DeskAuditor);
    heard = [];
    status = 204;
    watcher = createServer((request, response) => {
      void text(request).then((body) => {
        heard.push({ method: request.method, body });
        response.writeHead(status).end();
      });
    }).listen(0, '127.0.0.1');
    await once(watcher, 'listening');
    url = `http://127.0.0.1:${(watcher.address() as AddressInfo).port}/ping/a-key-of-the-watcher`;
  });
  afterEach(async () => {
    await desk.close();
    watcher.closeAllConnections();
    await new Promise((closed) => watcher.close(closed));
  });

  const heartbeat = (to: string | undefined = url): Heartbeat =>
    new Heartbeat({ ...desk.app.get(Env), HEARTBEAT_URL: to } as Env, auditor);
  const drop = () =>
    desk.db.query(
      `INSERT INTO outbox (kind, key, payload, state, untold) VALUES ('countermeasures.notice', 'lost', '{}', 'failed', true)`,
    );

  it('tells the watcher, and nothing but that it lives, after a look that found nobody dropped', async () => {
    await auditor.look();
    expect(await heartbeat().beat()).toBe(true);
    expect(heard).toEqual([{ method: 'POST', body: '' }]);
  });

  it('is silent before the first look, and when nobody watches', async () => {
    expect(await heartbeat().beat()).toBe(false);
    await auditor.look();
    expect(await new Heartbeat(desk.app.get(Env), auditor).beat()).toBe(false);
    expect(heard).toEqual([]);
  });

  it('is silent while something was found, and speaks again when it is healed', async () => {
    await drop();
    await auditor.look();
    expect(await heartbeat().beat()).toBe(false);
    await desk.db.query(`UPDATE outbox SET untold = false`);
    await auditor.look();
    expect(await heartbeat().beat()).toBe(true);
    expect(heard).toHaveLength(1);
  });

  it('is silent when the auditor has not been able to look for a while', async () => {
    await auditor.look();
    auditor.lastLook = { findings: 0, at: wallClock.elapsed() - 31_000 };
    expect(await heartbeat().beat()).toBe(false);
    expect(heard).toEqual([]);
  });

  it('does not take a look that failed for one', async () => {
    await desk.db.query(`ALTER TABLE outbox RENAME TO away`);
    await expect(auditor.look()).rejects.toThrow();
    expect(auditor.lastLook).toBeNull();
    expect(await heartbeat().beat()).toBe(false);
    await desk.db.query(`ALTER TABLE away RENAME TO outbox`);
  });

  it('fails when the watcher does not take it, and does not tell its address', async () => {
    status = 500;
    await auditor.look();
    const failure = await heartbeat()
      .beat()
      .catch((error: Error) => error.message);
    expect(failure).toBe('the watcher answered 500');
  });
});
