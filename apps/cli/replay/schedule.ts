import TinyQueue from 'tinyqueue';

/** Time moves in these steps, so that what is due together is done together; half a lease at most. */
export const STEP_MS = 30_000;

interface Planned {
  at: number;
  no: number;
  of: object;
  run: (at: number) => Promise<void>;
}

/** What the modelled world does by itself and when; in order of time, then of planning. */
export class Schedule {
  private readonly queue = new TinyQueue<Planned>([], (a, b) => a.at - b.at || a.no - b.no);
  private planned = 0;

  constructor(public now: number) {}

  /** @param of whom it concerns: what concerns one and the same happens one after the other */
  in(seconds: number, of: object, run: Planned['run']): void {
    this.planned += 1;
    this.queue.push({ at: this.now + seconds * 1000, no: this.planned, of, run });
  }

  get next(): number {
    return this.queue.peek()?.at ?? Infinity;
  }

  /** Moves to `now` and does what was planned until then; what concerns different people goes on side by side. */
  async runUntil(now: number): Promise<void> {
    this.now = now;
    while (this.next <= now) {
      const acts = new Map<object, Planned[]>();
      while (this.next <= now) {
        const act = this.queue.pop()!;
        const before = acts.get(act.of);
        if (before) before.push(act);
        else acts.set(act.of, [act]);
      }
      await Promise.all([...acts.values()].map((theirs) => inOrder(theirs, now)));
    }
  }
}

async function inOrder(acts: Planned[], now: number): Promise<void> {
  for (const act of acts) await act.run(now);
}
