import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { PullSources } from '#intake';
import { Env, every, JobWorker, LOGGER, Queues } from '#platform';

interface PullJob {
  sourceId: string;
}

/** How often the schedulers in Redis are held against the table: a new source, a changed pace, an emptied Redis. */
const SYNC_MS = 30_000;

/** Polls the pull sources, each on a job scheduler of its own; the cursor and the back-off are rows. */
@Injectable()
export class SourcesProcessor implements BeforeApplicationShutdown {
  private worker: JobWorker<PullJob> | undefined;
  private stopSync: (() => Promise<void>) | undefined;

  constructor(
    private readonly env: Env,
    private readonly queues: Queues,
    private readonly pulls: PullSources,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  start(): void {
    this.worker = new JobWorker<PullJob>(this.env, {
      queue: 'sources',
      concurrency: 4,
      work: ({ sourceId }) => this.pulls.pull(sourceId),
      log: this.log,
    });
    this.stopSync = every('sync pull sources', SYNC_MS, this.log, () => this.sync());
  }

  /** Makes the schedulers in Redis those of the table. */
  async sync(): Promise<void> {
    const queue = await this.queues.answering('sources');
    const wanted = await this.pulls.schedules();
    const known = new Map((await queue.getJobSchedulers()).map((one) => [one.key, one.every]));
    for (const key of known.keys()) {
      if (!wanted.some(({ id }) => schedulerOf(id) === key)) await queue.removeJobScheduler(key);
    }
    for (const { id, everyS } of wanted) {
      // Setting a scheduler anew starts its period anew, so one that is right is left alone.
      if (Number(known.get(schedulerOf(id))) === everyS * 1000) continue;
      await queue.upsertJobScheduler(
        schedulerOf(id),
        { every: everyS * 1000 },
        {
          name: 'pull',
          data: { sourceId: id } satisfies PullJob,
          opts: { removeOnComplete: true, removeOnFail: true },
        },
      );
    }
  }

  /** Takes no more jobs and finishes those it has, while the lines to the outside are still open. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.stopSync?.();
    await this.worker?.stop();
  }
}

const schedulerOf = (sourceId: string): string => `pull:${sourceId}`;
