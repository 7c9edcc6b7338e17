import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { LiveEvent } from '#contracts';
import { Feed, FEED_CHANNEL } from '#live';
import { Database, listen, LOGGER } from '#platform';

/** How often the feed table is looked at though nobody said that there is more: a notification may be lost. */
const TAIL_MS = 250;
const BATCH = 1000;

/**
 * Follows the feed table and hands each batch on, in order and exactly once for this process. PostgreSQL only, so sockets
 * go on while Redis is down.
 */
@Injectable()
export class LiveTail implements BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private stopListening: (() => Promise<void>) | undefined;
  private looking = false;
  private more = false;
  private stopped = false;
  private cursor = -1;
  private failing = false;

  constructor(
    private readonly feed: Feed,
    private readonly db: Database,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** The last row that was handed on. */
  get upTo(): number {
    return Math.max(0, this.cursor);
  }

  start(listener: (events: LiveEvent[]) => Promise<void>): void {
    const look = async (): Promise<void> => {
      this.more = true;
      if (this.looking || this.stopped) return;
      this.looking = true;
      clearTimeout(this.timer);
      while (this.more && !this.stopped) {
        this.more = false;
        await this.read(listener);
      }
      this.looking = false;
      if (!this.stopped) this.timer = setTimeout(() => void look(), TAIL_MS);
    };
    this.stopListening = listen(this.db, FEED_CHANNEL, this.log, () => void look());
    void look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.stopListening?.();
  }

  private async read(listener: (events: LiveEvent[]) => Promise<void>): Promise<void> {
    try {
      if (this.cursor < 0) this.cursor = await this.feed.head();
      const events = await this.feed.since(this.cursor, BATCH);
      if (events.length > 0) {
        this.cursor = events.at(-1)!.seq;
        this.more ||= events.length === BATCH;
        await listener(events);
      }
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.log.warn({ err: error }, 'the feed cannot be read; trying again');
      this.failing = true;
    }
  }
}
