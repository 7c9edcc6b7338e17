import TinyQueue from 'tinyqueue';

/**
 * Time moves in these steps, so that what is due together is done together. A step is shorter than a lease (60 s), so
 * that a case which is worked for one step is never thought abandoned.
 */
export const STEP_MS = 58_000;

export type Act = (at: number) => Promise<void>;

interface Planned {
  at: number;
  no: number;
  of: object;
  act: Act;
}

/** What the modelled world does by itself and when; in order of time, then of planning. */
export class Schedule {
  private readonly queue = new TinyQueue<Planned>([], (a, b) => a.at - b.at || a.no - b.no);
  private planned = 0;

  constructor(public now: number) {}

  /** @param of whom it concerns: what concerns one and the same happens one after the other */
  in(seconds: number, of: object, act: Act): void {
    this.planned += 1;
    this.queue.push({ at: this.now + seconds * 1000, no: this.planned, of, act });
  }

  private get next(): number {
    return this.queue.peek()?.at ?? Infinity;
  }

  /** Takes what is due by now, for each one whom it concerns in order. */
  due(): Map<object, Act[]> {
    const due = new Map<object, Act[]>();
    while (this.next <= this.now) {
      const { of, act } = this.queue.pop()!;
      const before = due.get(of);
      if (before) before.push(act);
      else due.set(of, [act]);
    }
    return due;
  }
}
