import TinyQueue from 'tinyqueue';

interface Planned {
  at: number;
  no: number;
  run: (at: number) => Promise<void>;
}

/** What the modelled world does by itself and when; in order of time, then of planning. */
export class Schedule {
  private readonly queue = new TinyQueue<Planned>([], (a, b) => a.at - b.at || a.no - b.no);
  private planned = 0;

  constructor(public now: number) {}

  in(seconds: number, run: Planned['run']): void {
    this.at(this.now + seconds * 1000, run);
  }

  at(at: number, run: Planned['run']): void {
    this.planned += 1;
    this.queue.push({ at, no: this.planned, run });
  }

  get next(): number {
    return this.queue.peek()?.at ?? Infinity;
  }

  /** Moves to `now` and does what was planned until then. */
  async runUntil(now: number): Promise<void> {
    this.now = now;
    while (this.next <= now) await this.queue.pop()!.run(now);
  }
}
