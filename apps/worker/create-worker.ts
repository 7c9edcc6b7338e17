import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LOGGER, NestLogger, Outbox, type Env } from '#platform';
import { DeskLoops } from './desk/desk.loops.js';
import { SourcesProcessor } from './intake/sources.processor.js';
import { OutboxProcessor } from './outbox/outbox.processor.js';
import { TimersProcessor } from './timers/timers.processor.js';
import { WorkerModule } from './worker.module.js';

/** The worker with nothing running yet; fails unless every outbox kind has its handler. */
export async function createWorker(settings: Env): Promise<INestApplicationContext> {
  const app = await NestFactory.createApplicationContext(WorkerModule.with(settings), { bufferLogs: true });
  app.useLogger(new NestLogger(app.get(LOGGER)));
  app.get(Outbox).assertComplete();
  return app;
}

/** Starts the loops and the BullMQ processors. */
export function startWorker(app: INestApplicationContext): void {
  app.get(DeskLoops).start();
  app.get(OutboxProcessor).start();
  app.get(TimersProcessor).start();
  app.get(SourcesProcessor).start();
}
