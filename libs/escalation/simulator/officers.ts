import type { RungKind } from '../vocabulary.js';
import type { Agenda } from './agenda.js';
import { ASSUMPTIONS, type Range } from './assumptions.js';
import type { OutsideWorld } from './outside-world.js';
import type { Queue } from './queue.js';
import { gate, type SimulatedCase, type Tell } from './simulated-case.js';
import type { Tally } from './tally.js';

/** Steps that an officer works by ringing the person. */
const RINGS: readonly RungKind[] = ['call', 'follow_up', 'reverify'];
/** Longer than any task: consoles renew their lease every few seconds, so that none lapses. */
const LEASE_MS = 3_600_000;

/** Who is on duty: they take what is next in the queue, do what the ladder asks and give it back. */
export class Officers {
  private readonly idle: string[];

  constructor(
    onDuty: number,
    private readonly agenda: Agenda,
    private readonly queue: Queue,
    private readonly world: OutsideWorld,
    private readonly tell: Tell,
    private readonly tally: Tally,
  ) {
    this.idle = Array.from({ length: onDuty }, (_, no) => `officer-${no + 1}`);
  }

  /** Everybody who is idle takes the next case, as long as there are any. */
  staff(): void {
    while (this.idle.length > 0) {
      const of = this.queue.take();
      if (!of) return;
      this.work(of, this.idle.shift()!);
    }
  }

  private work(of: SimulatedCase, by: string): void {
    this.tell(of, { type: 'claimed', by, until: this.agenda.now + LEASE_MS });
    this.agenda.in(of.person.seconds('handling', ASSUMPTIONS.handling.reading), () => this.takeStep(of, by));
  }

  private takeStep(of: SimulatedCase, by: string): void {
    const { next } = of.snapshot;
    // Taking the case may have been all that there was to do.
    if (!next || next.startAt > this.agenda.now) this.giveBack(of, by);
    else if (RINGS.includes(next.kind)) this.ring(of, by, next.rungId, next.kind === 'follow_up');
    else if (next.kind === 'countermeasure') this.review(of, by, next.rungId);
    else this.note(of, by, next.rungId);
  }

  private ring(of: SimulatedCase, by: string, rungId: string, followUp: boolean): void {
    const { now } = this.agenda;
    const { outcome, reached } = of.person.call(now, of.snapshot.state === 'watched');
    this.tally.calls += 1;
    this.tally.contact(of, now, reached);
    if (reached && !followUp) this.tally.talked(of, now, outcome);
    const kind = followUp ? 'follow_up' : 'call';
    const attempt = { type: 'attempt', attemptId: '', kind, outcome, by, rungId, gate: gate(now) } as const;
    const { answered, unanswered } = ASSUMPTIONS.handling;
    this.after(of, by, reached ? answered : unanswered, () => this.tell(of, attempt));
  }

  private note(of: SimulatedCase, by: string, rungId: string): void {
    this.after(of, by, ASSUMPTIONS.handling.paperwork, () =>
      this.tell(of, { type: 'rung_done', rungId, by }),
    );
  }

  /** Most reviews propose nothing. */
  private review(of: SimulatedCase, by: string, rungId: string): void {
    const { proposed } = ASSUMPTIONS.countermeasure;
    if (of.snapshot.countermeasuresActive || !of.person.chance('proposed', proposed))
      return this.note(of, by, rungId);
    this.after(of, by, ASSUMPTIONS.handling.paperwork, () => this.world.propose(of));
  }

  /** What was done is written down when its time is over; the case goes back with it. */
  private after(of: SimulatedCase, by: string, takes: Range, work: () => void): void {
    this.agenda.in(of.person.seconds('handling', takes), () => {
      work();
      this.giveBack(of, by);
    });
  }

  private giveBack(of: SimulatedCase, by: string): void {
    this.tell(of, { type: 'released', by });
    this.idle.push(by);
  }
}
