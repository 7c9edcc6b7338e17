import type { Millis } from '../snapshot.js';
import { Heap } from './heap.js';

interface Planned {
  at: Millis;
  no: number;
  act: () => void;
}

/** The virtual clock and what is to happen on it: in order of time, then of planning. */
export class Agenda {
  private readonly planned = new Heap<Planned>((a, b) => a.at < b.at || (a.at === b.at && a.no < b.no));
  private count = 0;

  constructor(public now: Millis) {}

  /** @param at a time that has passed means now: the clock never goes back */
  at(at: Millis, act: () => void): void {
    this.count += 1;
    this.planned.push({ at: at < this.now ? this.now : at, no: this.count, act });
  }

  in(seconds: number, act: () => void): void {
    this.at(this.now + Math.round(seconds * 1000), act);
  }

  /**
   * Does what comes next, if its time is before `end`; else the clock stops at `end`.
   *
   * @returns false when nothing is left before `end`
   */
  next(end: Millis): boolean {
    const { first } = this.planned;
    if (!first || first.at >= end) {
      this.now = end;
      return false;
    }
    this.planned.pop();
    this.now = first.at;
    first.act();
    return true;
  }
}
