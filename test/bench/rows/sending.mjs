/**
 * Alerts that a fresh process is sent before it is measured, until it has compiled what it runs: a count, since on a busy
 * machine a time would be over too soon.
 */
export const WARM = { posts: 3_000, batches: 10_000 };

export const perSecond = ({ alerts, ms }) => (alerts * 1000) / ms;

/** What one of `count` took of each process, in ms on a core. */
export const shared = (cpu, count) =>
  Object.fromEntries(Object.entries(cpu).map(([name, ms]) => [name, ms / count]));
