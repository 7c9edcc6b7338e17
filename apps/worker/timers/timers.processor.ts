import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Worker, type Job } from 'bullmq';
import type { Logger } from 'pino';
import { Wakes } from '#cases';
import type { WakeJob } from '#contracts';
import { Env, LOGGER, workerConnection } from '#platform';

/** Wake-ups of cases: the job says which wake it stands for, and a stale one does nothing. */
@Injectable()
export class TimersProcessor implements BeforeApplicationShutdown {
  private worker: Worker<WakeJob> | undefined;

  constructor(
    private readonly env: Env,
    private readonly wakes: Wakes,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  start(): void {
    this.worker = new Worker<WakeJob>(
      'timers',
      (job: Job<WakeJob>) => this.wakes.fire(job.data.caseId, job.data.wakeNo),
      { connection: workerConnection(this.env), prefix: this.env.QUEUE_PREFIX, concurrency: 8 },
    );
    this.worker.on('error', (error) => this.log.warn({ err: error }, 'BullMQ is away; the sweeper goes on'));
  }

  /** Takes no more jobs and finishes those it has, while the lines to the outside are still open. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.worker?.close();
  }
}
