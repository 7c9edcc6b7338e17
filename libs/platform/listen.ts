import type { PoolClient } from 'pg';
import type { Logger } from 'pino';
import type { Database } from './database.js';

/** How long after a connection was lost, or could not be had, the next one is asked for. */
const AGAIN_MS = 1_000;
/** How often the connection is asked whether it is there: one that only listens would never notice. */
const ASK_MS = 5_000;

/**
 * Hears what is notified on a channel, on a connection of its own. One that is lost is made anew, and what was notified
 * meanwhile is lost: whoever listens looks by the clock as well.
 *
 * @returns stops it and gives the connection back
 */
export function listen(db: Database, channel: string, log: Logger, heard: () => void): () => Promise<void> {
  let stopped = false;
  let client: PoolClient | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failing = false;
  const lost = (error?: Error): void => {
    if (!stopped && !failing) log.warn({ channel, err: error }, 'the channel is not heard; trying again');
    failing = true;
    const had = client;
    client = undefined;
    had?.off('notification', heard).off('error', lost).off('end', lost);
    had?.release(error ?? true);
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(next, AGAIN_MS);
  };
  const ask = async (asked: PoolClient): Promise<void> => {
    try {
      await asked.query('SELECT 1');
      if (client === asked) timer = setTimeout(() => void ask(asked), ASK_MS);
    } catch (error) {
      if (client === asked) lost(error as Error);
    }
  };
  const begin = async (): Promise<void> => {
    try {
      client = await db.connect();
      client.on('notification', heard).on('error', lost).on('end', lost);
      await client.query(`LISTEN ${channel}`);
      if (failing) log.info({ channel }, 'the channel is heard again');
      failing = false;
      timer = setTimeout(() => void (client && ask(client)), ASK_MS);
      // What was notified before is not told.
      heard();
    } catch (error) {
      lost(error as Error);
    }
  };
  let beginning = Promise.resolve();
  const next = (): void => {
    beginning = begin();
  };
  next();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await beginning;
    clearTimeout(timer);
    if (client) lost();
  };
}
