import { wallClock } from '#platform';

/** The outside world's own time: it owes Holdline's database nothing. Driven by hand in tests. */
export interface SandboxClock {
  now(): Date;
  /** Runs `task` once, `ms` from now; the returned function calls it off. A task that fails is reported, not thrown. */
  after(ms: number, task: () => void | Promise<void>): () => void;
  /** Calls off everything that is still to come. */
  stop(): void;
}

/** setTimeout takes 31 bits; a longer wait (a release in a month) is cut into pieces. */
const LONGEST_MS = 2_000_000_000;

export interface LiveClock extends SandboxClock {
  /**
   * Sets the time, as a story with a hand-driven clock tells it, and runs what falls due by it; from there on it
   * goes on by itself. Resolves when those tasks are done.
   */
  moveTo(at: Date): Promise<void>;
}

interface LiveTask {
  dueMs: number;
  handle: NodeJS.Timeout | undefined;
  run: () => void | Promise<void>;
}

/**
 * Real time, or a time of its own that passes as fast. Pending tasks keep no process alive.
 * @param start what it is now; default: what it really is
 */
export function liveClock(onError: (error: unknown) => void, start?: Date): LiveClock {
  let offsetMs = start === undefined ? 0 : start.getTime() - wallClock.now();
  const tasks = new Set<LiveTask>();
  const nowMs = (): number => wallClock.now() + offsetMs;
  const run = async (task: LiveTask): Promise<void> => {
    clearTimeout(task.handle);
    if (!tasks.delete(task)) return;
    try {
      await task.run();
    } catch (error) {
      onError(error);
    }
  };
  const arm = (task: LiveTask): void => {
    clearTimeout(task.handle);
    const left = Math.min(Math.max(task.dueMs - nowMs(), 0), LONGEST_MS);
    task.handle = setTimeout(() => {
      if (task.dueMs > nowMs()) arm(task);
      else void run(task);
    }, left).unref();
  };
  return {
    now: () => new Date(nowMs()),
    after(ms, task) {
      const entry: LiveTask = { dueMs: nowMs() + Math.max(ms, 0), handle: undefined, run: task };
      tasks.add(entry);
      arm(entry);
      return () => {
        clearTimeout(entry.handle);
        tasks.delete(entry);
      };
    },
    stop() {
      for (const task of tasks) clearTimeout(task.handle);
      tasks.clear();
    },
    async moveTo(at) {
      offsetMs = at.getTime() - wallClock.now();
      const due = [...tasks].filter((task) => task.dueMs <= at.getTime()).sort((a, b) => a.dueMs - b.dueMs);
      for (const task of due) await run(task);
      for (const task of tasks) arm(task);
    },
  };
}

/** What it really is: signatures are checked against real time, whatever a story's clock says. */
export const realTime = (): Date => new Date(wallClock.now());

export interface ManualClock extends SandboxClock {
  /** Moves on and runs what falls due, in order, each awaited, also what those tasks arm within the span. */
  advance(ms: number): Promise<void>;
  /** The same, to a moment; never backwards. */
  advanceTo(at: Date): Promise<void>;
  /** Resolves as soon as `count` tasks are waiting for their time: what was asked for over the wire has arrived. */
  armed(count: number): Promise<void>;
}

/** Time that stands still until it is moved: for specs and for harnesses with a hand-driven clock. */
export function manualClock(start: Date): ManualClock {
  let nowMs = start.getTime();
  let order = 0;
  let watchers: (() => void)[] = [];
  let tasks: { dueMs: number; order: number; run: () => void | Promise<void> }[] = [];
  const clock: ManualClock = {
    now: () => new Date(nowMs),
    after(ms, run) {
      const entry = { dueMs: nowMs + Math.max(ms, 0), order: (order += 1), run };
      tasks.push(entry);
      for (const look of [...watchers]) look();
      return () => {
        tasks = tasks.filter((other) => other !== entry);
      };
    },
    stop() {
      tasks = [];
    },
    advance: (ms) => clock.advanceTo(new Date(nowMs + ms)),
    armed: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (tasks.length < count) return;
          watchers = watchers.filter((other) => other !== look);
          resolve();
        };
        watchers.push(look);
        look();
      }),
    async advanceTo(at) {
      for (;;) {
        const next = tasks
          .filter((task) => task.dueMs <= at.getTime())
          .sort((a, b) => a.dueMs - b.dueMs || a.order - b.order)[0];
        if (!next) break;
        tasks = tasks.filter((task) => task !== next);
        nowMs = Math.max(nowMs, next.dueMs);
        await next.run();
      }
      nowMs = Math.max(nowMs, at.getTime());
    },
  };
  return clock;
}
