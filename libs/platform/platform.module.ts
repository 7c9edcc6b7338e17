import { Global, Module, type DynamicModule } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { Env } from './config.js';
import { makeDataSource } from './data-source.js';
import { Database } from './database.js';
import { KeyRing } from './key-ring.js';
import { makeLogger } from './logger.js';
import { Outbox } from './outbox.js';
import { OutboxRelay } from './outbox.relay.js';
import { Queues } from './queues.js';

/** Many times what the longest statement of ours takes, audit and day report included. */
const SILENCE_MS = 20_000;

/** Injection token of the process's pino logger. */
export const LOGGER = Symbol('LOGGER');

/** Settings, database, keys, outbox and queues: what every process has. */
@Global()
@Module({})
export class PlatformModule {
  static forProcess(name: string, settings: Env): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ type: 'postgres' as const }),
          dataSourceFactory: () =>
            makeDataSource(settings.DATABASE_URL, {
              poolSize: settings.DATABASE_POOL,
              applicationName: `holdline-${name}`,
              silenceMs: SILENCE_MS,
            }).initialize(),
        }),
      ],
      providers: [
        { provide: Env, useValue: settings },
        { provide: LOGGER, useFactory: (): Logger => makeLogger(name, settings.LOG_LEVEL) },
        {
          provide: Database,
          useFactory: (source: DataSource) => new Database(source),
          inject: [getDataSourceToken()],
        },
        {
          provide: KeyRing,
          useFactory: () => new KeyRing(Buffer.from(settings.HOLDLINE_MASTER_KEY, 'base64')),
        },
        {
          provide: Outbox,
          useFactory: (db: Database, log: Logger) => new Outbox(db, log),
          inject: [Database, LOGGER],
        },
        { provide: Queues, useFactory: () => new Queues(settings) },
        OutboxRelay,
      ],
      exports: [Env, LOGGER, Database, KeyRing, Outbox, OutboxRelay, Queues],
    };
  }
}
