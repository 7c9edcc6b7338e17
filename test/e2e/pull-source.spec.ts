import type { INestApplicationContext } from '@nestjs/common';
import { QueueEvents } from 'bullmq';
import { io, type Socket } from 'socket.io-client';
import { createWorker, startWorker } from '../../apps/worker/create-worker.js';
import type { AlertInput, CaseView, ServerToClient } from '#contracts';
import { Sources } from '#intake';
import { Queues } from '#platform';
import { createRng, syntheticAlert } from '#synthetic';
import { TestDesk } from './desk.js';
import type { Caller } from './caller.js';

/** A platform that pushes nothing and wants to be asked: the worker polls it, and what it says becomes a case. */
describe('an alert that waits at the upstream platform', () => {
  const rng = createRng('pull source');
  let desk: TestDesk;
  let officer: Caller;
  let live: Socket<ServerToClient>;
  let polls: QueueEvents;
  let worker: INestApplicationContext | undefined;

  beforeAll(async () => {
    desk = await TestDesk.open();
    officer = await desk.signIn('duty_officer');
    await desk.api.get(Sources).save({
      ...{ id: 'upstream', name: '省级预警平台', kind: 'pull', pullEveryS: 1 },
      ...{ pullUrl: `${desk.sandbox.url}/upstream/alerts`, pullToken: desk.sandbox.secrets.UPSTREAM_TOKEN },
    });
    live = io(`${desk.url}/live`, { transports: ['websocket'], extraHeaders: officer.headers });
    await new Promise<void>((resolve, reject) => live.once('connect', resolve).once('connect_error', reject));
    polls = new QueueEvents('sources', {
      connection: { url: desk.settings.REDIS_URL },
      prefix: desk.settings.QUEUE_PREFIX,
    });
    await polls.waitUntilReady();
  });
  afterAll(async () => {
    live.disconnect();
    await polls.close();
    await worker?.close();
    await desk.close();
  });

  const started = async (): Promise<INestApplicationContext> => {
    const app = await createWorker(desk.settings);
    startWorker(app);
    return app;
  };
  const plant = async (): Promise<AlertInput> => {
    const alert = syntheticAlert(rng, { now: new Date(await desk.now()), severity: 'high' });
    const answer = await fetch(`${desk.sandbox.url}/upstream/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([alert]),
    });
    expect(answer.status).toBe(201);
    return alert;
  };
  /** The next line that comes into the queue on screen. */
  const nextLine = (): Promise<string> =>
    new Promise((resolve) => {
      live.on('queue', function look({ upserts }) {
        if (upserts.length === 0) return;
        live.off('queue', look);
        resolve(upserts[0]!.id);
      });
    });
  /** What the next poll took; null when it left the source alone. */
  const nextPoll = (): Promise<unknown> =>
    new Promise((resolve) =>
      polls.once('completed', ({ returnvalue }) => resolve(returnvalue === '' ? null : returnvalue)),
    );
  const failures = async (): Promise<number> =>
    (await desk.db.one<{ pull_failures: number }>(`SELECT pull_failures FROM source WHERE id = 'upstream'`))!
      .pull_failures;

  it('comes in as a case on the screen as soon as a worker runs', async () => {
    await plant();
    const line = nextLine();
    worker = await started();
    const view = await officer.get<CaseView>(`/cases/${await line}`);
    expect(view).toMatchObject({ tier: 'high', state: 'open' });
  });

  it('waits out the back-off of a platform that is down, and then comes in', async () => {
    desk.sandbox.faults.set('upstream', { status500: true });
    await nextPoll();
    expect(await nextPoll()).toBeNull();
    expect(await failures()).toBe(1);
    desk.sandbox.faults.clear();
    await plant();
    // The desk's clock stands, so its second is never over, however often the scheduler knocks.
    expect([await nextPoll(), await nextPoll()]).toEqual([null, null]);
    const line = nextLine();
    await desk.advance('1s');
    expect(await officer.get<CaseView>(`/cases/${await line}`)).toMatchObject({ state: 'open' });
    expect(await failures()).toBe(0);
  });

  it('is asked for by one scheduler after a restart and beside a second worker, and comes in once', async () => {
    await worker!.close();
    await plant();
    const line = nextLine();
    worker = await started();
    const second = await started();
    await line;
    const queue = desk.worker.get(Queues).get('sources');
    expect(await queue.getJobSchedulersCount()).toBe(1);
    expect((await queue.getDelayedCount()) + (await queue.getActiveCount())).toBeLessThanOrEqual(1);
    await second.close();
    const { n } = (await desk.db.one<{ n: number }>(
      `SELECT count(*)::int AS n FROM alert WHERE source_id = 'upstream'`,
    ))!;
    expect(n).toBe(3);
  });
});
