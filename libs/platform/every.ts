import type { Logger } from 'pino';
import { wallClock } from './clock.js';

/** What a run that took its whole period leaves to the others, as a share of it. */
const BREATH = 1 / 4;

/**
 * Runs `work` every `periodMs`, counted from its start so that much to do does not make it rarer, and never twice at
 * once; a failure is logged (once until it works again) and tried anew.
 *
 * @returns stops it, and waits for the run that is under way.
 */
export function every(
  name: string,
  periodMs: number,
  log: Logger,
  work: () => Promise<unknown>,
): () => Promise<void> {
  let stopped = false;
  let failing = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    const started = wallClock.elapsed();
    try {
      await work();
      if (failing) log.info({ loop: name }, 'works again');
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ loop: name, err: error }, 'failed; trying again');
      failing = true;
    }
    const left = Math.max(periodMs * BREATH, periodMs - (wallClock.elapsed() - started));
    if (!stopped) timer = setTimeout(next, failing ? Math.max(periodMs, 500) : left);
  };
  const next = (): void => {
    running = run();
  };
  next();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
