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

/** Real time. Pending tasks keep no process alive. */
export function systemClock(onError: (error: unknown) => void): SandboxClock {
  const timers = new Set<{ handle: NodeJS.Timeout }>();
  return {
    now: () => new Date(wallClock.now()),
    after(ms, task) {
      const timer = { handle: setTimeout(() => undefined, 0) };
      const cancel = (): void => {
        clearTimeout(timer.handle);
        timers.delete(timer);
      };
      const arm = (left: number): void => {
        timer.handle = setTimeout(
          () => {
            if (left > LONGEST_MS) return arm(left - LONGEST_MS);
            timers.delete(timer);
            Promise.resolve().then(task).catch(onError);
          },
          Math.min(Math.max(left, 0), LONGEST_MS),
        ).unref();
      };
      clearTimeout(timer.handle);
      timers.add(timer);
      arm(ms);
      return cancel;
    },
    stop() {
      for (const timer of timers) clearTimeout(timer.handle);
      timers.clear();
    },
  };
}

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
