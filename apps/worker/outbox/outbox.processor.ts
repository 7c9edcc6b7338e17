import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Worker, type Job } from 'bullmq';
import type { Logger } from 'pino';
import type { OutboxJob, QueueName } from '#contracts';
import { Env, LOGGER, Outbox, workerConnection } from '#platform';

/** How many effects of a queue are under way at once. */
const CONCURRENCY: Partial<Record<QueueName, number>> = { intake: 8, outreach: 8, countermeasures: 4 };

/** BullMQ says "look now"; the row in PostgreSQL says what there is to do. */
@Injectable()
export class OutboxProcessor implements BeforeApplicationShutdown {
  private workers: Worker[] = [];

  constructor(
    private readonly env: Env,
    private readonly outbox: Outbox,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  start(): void {
    this.workers = Object.entries(CONCURRENCY).map(([queue, concurrency]) => {
      const worker = new Worker<OutboxJob>(
        queue,
        (job: Job<OutboxJob>) => this.outbox.run(job.data.outboxId),
        {
          connection: workerConnection(this.env),
          prefix: this.env.QUEUE_PREFIX,
          concurrency,
        },
      );
      worker.on('error', (error) =>
        this.log.warn({ queue, err: error }, 'BullMQ is away; the sweeper goes on'),
      );
      return worker;
    });
  }

  /** Takes no more jobs and finishes those it has, while the lines to the outside are still open. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.workers.map((worker) => worker.close()));
  }
}
