/** The limit of timers: BullMQ's delayed jobs with a job that does nothing, one process as the desk's worker is. */
import { setTimeout as pause } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { serve } from '../child.mjs';
import { wallClock } from '../../../dist/libs/platform/index.js';

/** As many jobs under way as the worker has. */
const CONCURRENCY = 8;
const AT_ONCE = 500;
let queues = 0;

serve({
  /** @returns how late in ms each timer's job ran, in their order */
  run: async ({ redisUrl, timers, leadMs }) => {
    const name = `bare-${process.pid}-${(queues += 1)}`;
    const late = new Array(timers.length).fill(Infinity);
    let left = timers.length;
    const done = signal();
    const first = wallClock.now() + leadMs;
    const worker = new Worker(
      name,
      async ({ data: { i } }) => {
        late[i] = wallClock.now() - (first + timers[i].afterMs);
        if ((left -= 1) === 0) done.resolve();
      },
      { connection: { url: redisUrl, maxRetriesPerRequest: null }, concurrency: CONCURRENCY },
    );
    const queue = new Queue(name, {
      connection: { url: redisUrl },
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
    });
    const jobs = timers
      .map(({ afterMs, critical }, i) => ({ i, afterMs, priority: critical ? 1 : 2 }))
      .sort((a, b) => a.priority - b.priority || a.afterMs - b.afterMs);
    for (let at = 0; at < jobs.length; at += AT_ONCE) {
      const now = wallClock.now();
      await queue.addBulk(
        jobs.slice(at, at + AT_ONCE).map(({ i, afterMs, priority }) => ({
          name: 'timer',
          data: { i },
          opts: { jobId: `t-${i}`, delay: Math.max(0, Math.ceil(first + afterMs - now)), priority },
        })),
      );
    }
    if (wallClock.now() > first) throw new Error('not all jobs were added when the first was due');
    await Promise.race([done.promise, pause(leadMs + 60_000, undefined, { ref: false })]);
    await worker.close();
    await queue.obliterate({ force: true });
    await queue.close();
    return late;
  },
});

/** A promise and what settles it. */
function signal() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
