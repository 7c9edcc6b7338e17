import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { Wakes } from '#cases';
import type { WakeJob } from '#contracts';
import { Env, JobWorker, LOGGER } from '#platform';

/** Wake-ups of cases: the job says which wake it stands for, and a stale one does nothing. */
@Injectable()
export class TimersProcessor implements BeforeApplicationShutdown {
  private worker: JobWorker<WakeJob> | undefined;

  constructor(
    private readonly env: Env,
    private readonly wakes: Wakes,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  start(): void {
    this.worker = new JobWorker<WakeJob>(this.env, {
      queue: 'timers',
      concurrency: 64,
      work: ({ caseId, wakeNo }) => this.wakes.fire(caseId, wakeNo),
      log: this.log,
    });
  }

  /** Takes no more jobs and finishes those it has, while the lines to the outside are still open. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.worker?.stop();
  }
}
