import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'bullmq';
import type { Logger } from 'pino';
import type { QueueName } from '#contracts';
import type { Env } from './config.js';
import { workerConnection } from './queues.js';

/** How long a stop waits for BullMQ once the last job has done its work; the standalone gives a process 10 s in all. */
const LEAVE_MS = 1_000;

export interface JobWorkerOptions<T> {
  queue: QueueName;
  /** Jobs under way at once. */
  concurrency: number;
  /** The work of one job. A job only says "look now", so whatever it leaves undone is found in its row. */
  work: (data: T) => Promise<unknown>;
  log: Logger;
}

/** Works the jobs of one queue, waits for Redis as long as it takes, and can be stopped with Redis there or away. */
export class JobWorker<T> {
  private readonly worker: Worker<T>;
  private readonly underWay = new Set<Promise<unknown>>();
  private away = false;

  constructor(
    env: Env,
    private readonly options: JobWorkerOptions<T>,
  ) {
    const { queue, concurrency, log } = options;
    this.worker = new Worker<T>(queue, (job) => this.run(job.data), {
      connection: workerConnection(env),
      prefix: env.QUEUE_PREFIX,
      concurrency,
    });
    this.worker.on('error', (err) => {
      // Each attempt to reach it again fails too, several times a second.
      if (!this.away) log.warn({ queue, err }, 'BullMQ is away; the sweeper goes on');
      this.away = true;
    });
    this.worker.on('failed', (_job, err) =>
      log.error({ queue, err }, 'a job failed; its row is looked at again'),
    );
  }

  /**
   * Takes no more jobs and waits for those under way. BullMQ itself would wait for a Redis that is away for ever, to
   * tell it what was done; that is in the rows already, so then it is left behind.
   */
  async stop(): Promise<void> {
    const closed = this.worker.close();
    const worked = Promise.allSettled(this.underWay).then(() => pause(LEAVE_MS, undefined, { ref: false }));
    await Promise.race([closed, worked]);
  }

  private async run(data: T): Promise<void> {
    if (this.away) this.options.log.info({ queue: this.options.queue }, 'BullMQ is back');
    this.away = false;
    const work = this.options.work(data);
    this.underWay.add(work);
    try {
      await work;
    } finally {
      this.underWay.delete(work);
    }
  }
}
