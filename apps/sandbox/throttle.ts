import type { SandboxClock } from './clock.js';
import type { Counterpart } from './faults.js';

/** Counts requests in the running second of each counterpart. */
export class Throttle {
  private readonly seconds = new Map<Counterpart, { second: number; count: number }>();

  constructor(private readonly clock: SandboxClock) {}

  /** False when `perSecond` is set and used up. */
  admits(counterpart: Counterpart, perSecond: number | undefined): boolean {
    if (perSecond === undefined) return true;
    const second = Math.floor(this.clock.now().getTime() / 1000);
    const seen = this.seconds.get(counterpart);
    const count = seen?.second === second ? seen.count + 1 : 1;
    this.seconds.set(counterpart, { second, count });
    return count <= perSecond;
  }
}
