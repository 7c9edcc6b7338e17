import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { OutboxJob, QueueName } from '#contracts';
import { Env, JobWorker, LOGGER, Outbox } from '#platform';

/**
 * How many jobs of a queue are under way at once. A job of the intake is many rows, which wait in line here once they have
 * left BullMQ, where the most urgent is first: no more than keep the lanes of `Outbox.write` busy.
 */
const CONCURRENCY: Partial<Record<QueueName, number>> = { intake: 4, outreach: 8, countermeasures: 4 };

/** BullMQ says "look now"; the row in PostgreSQL says what there is to do. */
@Injectable()
export class OutboxProcessor implements BeforeApplicationShutdown {
  private workers: JobWorker<OutboxJob>[] = [];

  constructor(
    private readonly env: Env,
    private readonly outbox: Outbox,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  start(): void {
    const work = async ({ kind, outboxIds }: OutboxJob): Promise<void> => {
      const inward = this.outbox.isInward(kind);
      const done = outboxIds.map((id) => (inward ? this.outbox.write(id) : this.outbox.run(id)));
      // None is left behind under way when another one throws.
      await Promise.allSettled(done);
      await Promise.all(done);
    };
    this.workers = Object.entries(CONCURRENCY).map(
      ([queue, concurrency]) =>
        new JobWorker<OutboxJob>(this.env, { queue: queue as QueueName, concurrency, work, log: this.log }),
    );
  }

  /** Takes no more jobs and finishes those it has, while the lines to the outside are still open. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }
}
