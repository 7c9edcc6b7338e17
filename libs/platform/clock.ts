/**
 * The machine's own clock, for what is no business of the desk: log lines, back-off, measuring. Deadlines, leases and
 * everything on a case use the database's clock (`Database.now`, `Tx.now`), so that a worker whose clock is wrong does
 * nothing early or late.
 */
export const wallClock = {
  now: (): number => Date.now(),
  /** Monotonic milliseconds. */
  elapsed: (): number => performance.now(),
};
