import type { PoolClient } from 'pg';
import type { Database } from './database.js';

/** How long after a connection was lost, or could not be had, the next one is asked for. */
const AGAIN_MS = 1_000;

/**
 * Hears what is notified on a channel, on a connection of its own. One that is lost is made anew, and what was notified
 * meanwhile is lost: whoever listens looks by the clock as well.
 *
 * @returns stops it and gives the connection back
 */
export function listen(db: Database, channel: string, heard: () => void): () => Promise<void> {
  let stopped = false;
  let client: PoolClient | undefined;
  let timer: NodeJS.Timeout | undefined;
  const lost = (broken?: Error): void => {
    const had = client;
    client = undefined;
    had?.off('notification', heard).off('error', lost).off('end', lost);
    had?.release(broken ?? true);
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(next, AGAIN_MS);
  };
  const begin = async (): Promise<void> => {
    try {
      client = await db.connect();
      client.on('notification', heard).on('error', lost).on('end', lost);
      if (!stopped) await client.query(`LISTEN ${channel}`);
      // What was notified before is not told.
      heard();
    } catch (error) {
      // One that broke while it listened has been given back by then.
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
    if (client) lost();
  };
}
