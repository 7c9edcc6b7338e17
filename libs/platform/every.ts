import type { Logger } from 'pino';

/**
 * Runs `work` again and again, `periodMs` after it ended, never twice at once; a failure is logged (once until it works
 * again) and tried anew.
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
    try {
      await work();
      if (failing) log.info({ loop: name }, 'works again');
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ loop: name, err: error }, 'failed; trying again');
      failing = true;
    }
    if (!stopped) timer = setTimeout(next, failing ? Math.max(periodMs, 500) : periodMs);
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
