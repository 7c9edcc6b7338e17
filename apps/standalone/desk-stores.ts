import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startPostgres, startRedis, type RunningStore } from '#stores';
import { StartError, type StandaloneSettings } from './settings.js';
import type { Say } from './terminal.js';

const RETRY_MS = 2_000;

/** PostgreSQL and Redis of this desk: given ones, or our own, which come back when they end by themselves. */
export class DeskStores {
  databaseUrl = '';
  redisUrl = '';
  private postgres: RunningStore | undefined;
  private redis: RunningStore | undefined;
  private stopping = false;

  constructor(
    private readonly settings: StandaloneSettings,
    private readonly say: Say,
    /** A store came back under another address. */
    private readonly onMoved: () => void,
  ) {}

  /** @throws StartError with what the store said of itself */
  async start(): Promise<void> {
    const { databaseUrl, redisUrl } = this.settings;
    const results = await Promise.allSettled([
      databaseUrl ? void (this.databaseUrl = databaseUrl) : this.startPostgres(),
      redisUrl ? void (this.redisUrl = redisUrl) : this.startRedis(),
    ]);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw new StartError((failed.reason as Error).message);
  }

  private async startPostgres(): Promise<void> {
    const store = await startPostgres({ dataDir: join(this.settings.data, 'postgres') });
    this.postgres = store;
    this.databaseUrl = store.url;
    void this.watch('PostgreSQL', store, () => this.startPostgres());
  }

  private async startRedis(): Promise<void> {
    const store = await startRedis({ dataDir: join(this.settings.data, 'redis'), log: this.say });
    this.redis = store;
    this.redisUrl = store.url;
    void this.watch('Redis', store, () => this.startRedis());
  }

  private async watch(name: string, store: RunningStore, again: () => Promise<void>): Promise<void> {
    await store.exited;
    while (!this.stopping) {
      this.say(`${name} ended by itself; starting it again.`);
      const before = this.databaseUrl + this.redisUrl;
      try {
        await again();
        if (this.databaseUrl + this.redisUrl !== before) this.onMoved();
        return;
      } catch (error) {
        this.say((error as Error).message);
        await pause(RETRY_MS);
      }
    }
  }

  /** Redis first, PostgreSQL last: what Redis still hands out is only a wake-up, the rows are the truth. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.redis?.stop();
    await this.postgres?.stop();
  }
}
