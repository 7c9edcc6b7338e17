import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { LiveEvent } from '#contracts';
import { Feed } from '#live';
import { LOGGER } from '#platform';

/** How often the feed table is looked at; PostgreSQL only, so sockets go on while Redis is down. */
const TAIL_MS = 25;
const BATCH = 1000;

/** Follows the feed table and hands each batch on, in order and exactly once for this process. */
@Injectable()
export class LiveTail implements OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private cursor = -1;
  private failing = false;

  constructor(
    private readonly feed: Feed,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** The last row that was handed on. */
  get upTo(): number {
    return Math.max(0, this.cursor);
  }

  start(listener: (events: LiveEvent[]) => Promise<void>): void {
    const look = async (): Promise<void> => {
      try {
        if (this.cursor < 0) this.cursor = await this.feed.head();
        const events = await this.feed.since(this.cursor, BATCH);
        if (events.length > 0) {
          this.cursor = events.at(-1)!.seq;
          await listener(events);
        }
        this.failing = false;
      } catch (error) {
        if (!this.failing) this.log.warn({ err: error }, 'the feed cannot be read; trying again');
        this.failing = true;
      }
      if (!this.stopped) this.timer = setTimeout(() => void look(), this.failing ? 500 : TAIL_MS);
    };
    void look();
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }
}
