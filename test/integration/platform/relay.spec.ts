import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { OutboxJob, QueueName } from '#contracts';
import { Env, Outbox, OutboxRelay, Queues } from '#platform';
import { startRedis } from '#stores';
import { CasesUnderTest } from '../../../libs/testing/made-cases.js';

describe('the relay', () => {
  let desk: CasesUnderTest;
  let outbox: Outbox;
  let relay: OutboxRelay;
  let done: string[];

  async function open(redisUrl?: string): Promise<void> {
    desk = await CasesUnderTest.open(undefined, redisUrl === undefined ? {} : { redisUrl });
    outbox = desk.app.get(Outbox);
    relay = desk.app.get(OutboxRelay);
    done = [];
    outbox.register('outreach.sms', {
      queue: 'outreach',
      repeat: 'unsafe',
      timeoutMs: 10_000,
      maxTries: 3,
      handle: ({ key }) => {
        done.push(key);
        return Promise.resolve({ status: 'done' });
      },
    });
  }
  afterEach(() => desk.close());

  const add = (key: string, priority: number): Promise<void> =>
    desk.db.transaction((tx) =>
      outbox.add(tx, {
        kind: 'outreach.sms',
        key,
        priority,
        payload: { caseId: randomUUID(), rungId: 'sms', template: 'x' },
      }),
    );
  /** The connection comes back by itself; until then each call fails at once. */
  const untilItAnswers = async <T>(work: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await work();
      } catch {
        await nextTurn();
      }
    }
  };
  const queue = (name: QueueName = 'outreach') => desk.app.get(Queues).get(name);
  const jobs = async (name?: QueueName): Promise<OutboxJob[]> =>
    (await queue(name).getJobs(['prioritized', 'waiting'], 0, 100, true)).map((job) => job.data as OutboxJob);

  it('gives BullMQ each pending row once, critical first, by id only', async () => {
    await open();
    await add('low', 3);
    await add('critical', 0);
    expect(await relay.pump()).toBe(2);
    expect(await relay.pump()).toBe(0);
    const ids = await desk.db.query<{ id: string }>(`SELECT id FROM outbox ORDER BY priority`);
    expect(await jobs()).toEqual(ids.map(({ id }) => ({ kind: 'outreach.sms', outboxIds: [id] })));
  });

  it('gives it rows that are written together as one job, the most urgent first, and outward ones by themselves', async () => {
    await open();
    outbox.register('intake.place', { queue: 'intake', maxTries: 1, write: () => Promise.resolve() });
    const place = (key: string, priority: number): Promise<void> =>
      desk.db.transaction((tx) =>
        outbox.add(tx, { kind: 'intake.place', key, priority, payload: { alertId: randomUUID() } }),
      );
    for (const [key, priority] of [
      ['a', 0],
      ['b', 1],
      ['c', 0],
    ] as const)
      await place(key, priority);
    for (const key of ['d', 'e']) await add(key, 1);
    expect(await relay.pump()).toBe(5);
    const keys = new Map(
      (await desk.db.query<{ id: string; key: string }>(`SELECT id, key FROM outbox`)).map((row) => [
        row.id,
        row.key,
      ]),
    );
    const given = async (name: QueueName) =>
      (await jobs(name)).map(({ outboxIds }) => outboxIds.map((id) => keys.get(id)).join(''));
    expect(await given('intake')).toEqual(['acb']);
    expect(await given('outreach')).toEqual(['d', 'e']);
  });

  it('leaves fresh rows to BullMQ; the sweeper takes what BullMQ did not do', async () => {
    await open();
    await add('a', 0);
    await relay.pump();
    await relay.sweep();
    expect(done).toEqual([]);
    await desk.advance(1_600);
    await relay.sweep();
    expect(done).toEqual(['a']);
    // BullMQ comes late with the same row.
    for (const { outboxIds } of await jobs()) expect(await outbox.run(outboxIds[0]!)).toBeNull();
    expect(done).toEqual(['a']);
  });

  it('loses nothing to a Redis that is flushed: the sweeper does it', async () => {
    await open();
    await add('a', 0);
    await relay.pump();
    const client = new Redis(desk.app.get(Env).REDIS_URL);
    await client.flushdb();
    client.disconnect();
    expect(await jobs()).toEqual([]);
    expect(await relay.pump()).toBe(0);
    await desk.advance(1_600);
    await relay.sweep();
    expect(done).toEqual(['a']);
  });

  it('fails when Redis has never been there, and does not keep the process from ending', async () => {
    // Nothing listens on the discard port.
    await open('redis://127.0.0.1:9/0');
    await add('a', 0);
    await expect(relay.pump()).rejects.toThrow('Redis does not answer');
    await desk.advance(1_600);
    await relay.sweep();
    expect(done).toEqual(['a']);
  });

  it('fails fast while Redis is gone, when the sweeper does the work, and goes on when it is back, empty', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'holdline-relay-'));
    const first = await startRedis({ dataDir });
    await open(first.url);
    try {
      await add('before', 0);
      await relay.pump();
      await first.stop();
      await add('during', 0);
      await expect(relay.pump()).rejects.toThrow();
      await desk.advance(1_600);
      await relay.sweep();
      expect(done).toEqual(['before', 'during']);

      await rm(join(dataDir, 'appendonlydir'), { recursive: true });
      const second = await startRedis({ dataDir });
      expect(second.url).toBe(first.url);
      await add('after', 0);
      await expect(untilItAnswers(() => relay.pump())).resolves.toBe(1);
      expect(await jobs()).toHaveLength(1);
      await desk.app.get(Queues).onApplicationShutdown();
      await second.stop();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  it('gives up on a Redis that is frozen while connected, marks nothing for it, and goes on when it thaws', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'holdline-relay-'));
    const redis = await startRedis({ dataDir, temporary: true });
    await open(redis.url);
    try {
      await add('before', 0);
      await relay.pump();
      process.kill(redis.pid, 'SIGSTOP');
      await add('during', 0);
      // The first one may still trust the answer of a moment ago; what it marked for nothing is unmarked.
      for (let tries = 0; tries < 2; tries += 1) await expect(relay.pump()).rejects.toThrow();
      const [row] = await desk.db.query<{ relayed_no: number }>(
        `SELECT relayed_no FROM outbox WHERE key = 'during'`,
      );
      expect(row!.relayed_no).toBe(-1);
      await desk.advance(1_600);
      await relay.sweep();
      expect(done).toEqual(['before', 'during']);

      process.kill(redis.pid, 'SIGCONT');
      await add('after', 0);
      await expect(untilItAnswers(() => relay.pump())).resolves.toBe(1);
      await desk.app.get(Queues).onApplicationShutdown();
    } finally {
      process.kill(redis.pid, 'SIGCONT');
      await redis.stop();
    }
  });
});
