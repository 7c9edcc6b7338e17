import type { Effect, RungState, RungStatus } from '../snapshot.js';
import type { Outcome } from '../vocabulary.js';
import type { Agenda } from './agenda.js';
import { ASSUMPTIONS } from './assumptions.js';
import { gate, type SimulatedCase, type Tell } from './simulated-case.js';
import type { Tally } from './tally.js';

type EffectOf<K extends Effect['kind']> = Extract<Effect, { kind: K }>;

const STATION = 'station';
const SUPERVISOR = 'supervisor';
/** A visit that is on its way to one of these is called off. */
const UNWANTED: readonly RungStatus[] = ['cancelled', 'skipped', 'done'];

/** Whatever the desk sets going: messages arrive, robots ring, stations drive, relatives answer, supervisors agree. */
export class OutsideWorld {
  constructor(
    private readonly agenda: Agenda,
    private readonly tell: Tell,
    private readonly tally: Tally,
  ) {}

  act(of: SimulatedCase, effect: Effect): void {
    switch (effect.kind) {
      case 'sms':
        this.tally.sms += 1;
        return this.acknowledge(of, effect);
      case 'robot_call':
        return this.robotCall(of, effect);
      case 'visit':
        return this.visit(of, effect);
      case 'relative':
        return this.relative(of, effect);
      case 'countermeasure_release':
        return this.release(of);
      case 'countermeasure_draft':
        return;
      case 'alarm':
        this.tally.alarm(of);
        if (effect.code === 'agreement_needed' && effect.rungId !== null) this.agree(of, effect.rungId);
    }
  }

  /** A second person answers what the case has just asked them. */
  confirm(of: SimulatedCase): void {
    this.bySupervisor(of, () => {
      const { confirmation } = of.snapshot;
      if (confirmation) this.tell(of, { type: 'confirmed', kind: confirmation.kind, by: SUPERVISOR });
    });
  }

  /** A countermeasure is proposed, in force a while, and ends by itself. What it holds back is not counted. */
  propose(of: SimulatedCase): void {
    if (!this.tell(of, { type: 'countermeasure', active: true, note: 'proposed' })) return;
    this.tally.countermeasures += 1;
    const { inForceAfter, hours } = ASSUMPTIONS.countermeasure;
    this.agenda.in(of.person.seconds('effect', inForceAfter), () => {
      if (of.snapshot.countermeasuresActive)
        this.tell(of, { type: 'countermeasure', active: true, note: 'in_force' });
    });
    this.agenda.in(hours * 3600, () => this.ended(of));
  }

  private release(of: SimulatedCase): void {
    const seconds = of.person.seconds('effect', ASSUMPTIONS.countermeasure.releasedAfter);
    this.agenda.in(seconds, () => this.ended(of));
  }

  private ended(of: SimulatedCase): void {
    if (of.snapshot.countermeasuresActive)
      this.tell(of, { type: 'countermeasure', active: false, note: 'released' });
  }

  /** Agrees to a step that still waits for it; a raise may have made that needless. */
  private agree(of: SimulatedCase, rungId: string): void {
    this.bySupervisor(of, () => {
      if (rungOf(of, rungId)?.reason === 'agreement_needed')
        this.tell(of, { type: 'agreed', rungId, by: SUPERVISOR });
    });
  }

  private bySupervisor(of: SimulatedCase, work: () => void): void {
    this.agenda.in(of.person.seconds('supervisor', ASSUMPTIONS.supervisor), work);
  }

  private acknowledge(
    of: SimulatedCase,
    { key, rungId }: EffectOf<'sms' | 'robot_call' | 'visit' | 'relative'>,
  ): void {
    this.agenda.in(ASSUMPTIONS.acknowledged, () =>
      this.tell(of, { type: 'effect', key, rungId, result: 'done' }),
    );
  }

  private robotCall(of: SimulatedCase, effect: EffectOf<'robot_call'>): void {
    const { now } = this.agenda;
    this.tally.robotCalls += 1;
    // A robot identifies nobody: it tries, and reaches nobody in the sense of the figures.
    this.tally.contact(of, now, false);
    this.acknowledge(of, effect);
    const outcome = of.person.robotCall(now);
    const takes = of.person.seconds('effect', ASSUMPTIONS.robotCall.takes);
    this.attemptLater(of, takes, { kind: 'robot_call', outcome, rungId: effect.rungId, by: null });
  }

  private relative(of: SimulatedCase, effect: EffectOf<'relative'>): void {
    this.tally.relatives += 1;
    this.acknowledge(of, effect);
    const { answers, after } = ASSUMPTIONS.relative;
    if (!of.person.chance('relative', answers)) return;
    const custody = {
      kind: 'relative',
      outcome: 'relative_custody',
      rungId: effect.rungId,
      by: null,
    } as const;
    this.attemptLater(of, of.person.seconds('effect', after), custody, () =>
      of.person.accompanied(this.agenda.now),
    );
  }

  /** A station accepts, drives and talks. It turns round when the visit was called off before it was at the door. */
  private visit(of: SimulatedCase, effect: EffectOf<'visit'>): void {
    this.acknowledge(of, effect);
    const { accept, travel, talk, notice } = ASSUMPTIONS.visit;
    const cycle = rungOf(of, effect.rungId)?.cycle;
    const underway = of.person.seconds('visit', accept) + of.person.seconds('visit', travel);
    this.agenda.in(underway, () => {
      const rung = rungOf(of, effect.rungId);
      if (!rung || UNWANTED.includes(rung.status) || rung.cycle !== cycle) return;
      const { now } = this.agenda;
      const { outcome, reached } = of.person.visit(now, of.snapshot.state === 'watched');
      this.tally.contact(of, now, reached);
      this.tally.visits += 1;
      if (reached) this.tally.faceToFace += 1;
      const attempt = { kind: 'visit', outcome, rungId: effect.rungId, by: STATION } as const;
      this.attemptLater(of, of.person.seconds('visit', reached ? talk : notice), attempt);
      if (reached) this.tally.talked(of, now, outcome);
    });
  }

  private attemptLater(
    of: SimulatedCase,
    seconds: number,
    attempt: {
      kind: 'visit' | 'robot_call' | 'relative';
      outcome: Outcome;
      rungId: string;
      by: string | null;
    },
    besides?: () => void,
  ): void {
    this.agenda.in(seconds, () => {
      besides?.();
      this.tell(of, { type: 'attempt', attemptId: '', ...attempt, gate: gate(this.agenda.now) });
    });
  }
}

const rungOf = (of: SimulatedCase, rungId: string): RungState | undefined =>
  of.snapshot.rungs.find(({ id }) => id === rungId);
