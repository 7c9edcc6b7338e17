import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { Attempts, Cases, Claims, OfficerCalls, type Actor } from '#cases';
import type { AttemptInput } from '#contracts';
import type { SignedIn } from '#identity';
import { Visits } from '#outreach';
import { Database, DeskError, type Tx } from '#platform';
import type { ModelledPerson, Reaction } from './modelled-person.js';
import { PARAMETERS, type Range } from './parameters.js';
import type { Schedule } from './schedule.js';
import type { TruthLedger } from './truth-ledger.js';

const UNANSWERED = ['no_answer', 'busy', 'rejected', 'phone_off', 'third_party_answered'];
const DAY_MS = 86_400_000;

export interface NewVisit {
  id: string;
  caseId: string;
  personId: string;
  station: string;
}

/** What an officer does with a case that they have taken. */
interface Task {
  caseId: string;
  person: ModelledPerson;
  /** Seconds it takes. */
  range: Range;
  work: () => Promise<void>;
}

/** The people of the desk and the stations: they take what is next and do what the ladder asks, nothing else. */
export class ModelledDesk {
  private readonly attempts: Attempts;
  private readonly cases: Cases;
  private readonly claims: Claims;
  private readonly calls: OfficerCalls;
  private readonly visits: Visits;
  private readonly db: Database;

  constructor(
    app: INestApplicationContext,
    private readonly idle: string[],
    private readonly supervisor: string,
    private readonly field: SignedIn,
    private readonly people: Map<string, ModelledPerson>,
    private readonly schedule: Schedule,
    private readonly ledger: TruthLedger,
  ) {
    this.attempts = app.get(Attempts);
    this.cases = app.get(Cases);
    this.claims = app.get(Claims);
    this.calls = app.get(OfficerCalls);
    this.visits = app.get(Visits);
    this.db = app.get(Database);
  }

  get idleOfficers(): number {
    return this.idle.length;
  }

  /** Idle officers take what is next, as many as there are cases `waiting`; nobody gets what somebody else is taking. */
  async staff(waiting: number): Promise<void> {
    await Promise.all(
      this.idle.splice(0, waiting).map(async (officer) => {
        const task = await this.db.transaction((tx) => this.take(tx, officer));
        if (task === null) this.idle.push(officer);
        else this.after(task, officer);
      }),
    );
  }

  /** Takes a case and, when somebody answers the phone, starts the call in the same go. */
  private async take(tx: Tx, officer: string): Promise<Task | null> {
    const held = await this.claims.nextIn(tx, officer);
    if (!held) return null;
    const [rung, person] = [held.snapshot.next, this.people.get(held.personId)!];
    const task = { caseId: held.id, person, range: PARAMETERS.handling.paperwork };
    if (!rung) return { ...task, work: () => this.claims.release(held.id, officer) };
    if (rung.kind !== 'call' && rung.kind !== 'follow_up' && rung.kind !== 'reverify')
      return { ...task, work: () => this.giveWord(held.id, rung.rungId, officer) };
    const reaction = person.call(this.schedule.now, rung.kind === 'follow_up');
    const answered = !UNANSWERED.includes(reaction.outcome);
    // The robot or a colleague may have them on the line: the officer lets go and it comes up again.
    if (answered && !(await unlessMoved(() => this.calls.startIn(tx, held, officer))))
      return { ...task, work: () => this.claims.release(held.id, officer) };
    const by: Actor = { id: officer, kind: 'account' };
    return {
      ...task,
      range: answered ? PARAMETERS.handling.answered : PARAMETERS.handling.unanswered,
      work: () => this.record(person, held.id, reaction, by, rung.rungId),
    };
  }

  /** The officer says that the step is done, and gives the case back. */
  private async giveWord(caseId: string, rungId: string, officer: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const held = await this.cases.lock(tx, caseId);
      const done = { type: 'rung_done', rungId, by: officer } as const;
      this.cases.step(tx, held, [done, { type: 'released', by: officer }], officer);
    });
  }

  /** A visit was dispatched: the station accepts, drives, talks and reports. */
  visit(visit: NewVisit): void {
    const person = this.people.get(visit.personId)!;
    const me = { ...this.field, station: visit.station };
    this.schedule.in(person.seconds(PARAMETERS.visits.accept), person, async () => {
      if (!(await unlessMoved(() => this.visits.accept(visit.id, me)))) return;
      this.schedule.in(person.seconds(PARAMETERS.visits.travel), person, async () => {
        if (!(await unlessMoved(() => this.visits.arrive(visit.id, me)))) return;
        const reaction = person.visit(this.schedule.now);
        const talk =
          reaction.outcome === 'not_found' ? PARAMETERS.handling.paperwork : PARAMETERS.visits.talk;
        this.schedule.in(person.seconds(talk), person, () => this.report(person, visit, reaction, me));
      });
    });
  }

  private async report(
    person: ModelledPerson,
    visit: NewVisit,
    reaction: Reaction,
    me: SignedIn,
  ): Promise<void> {
    const { outcome, gate } = this.input(reaction);
    const report = { attemptId: randomUUID(), outcome, ...(gate ? { gate } : {}) };
    // What happened has happened, whether Holdline takes the report or not.
    this.ledger.talked(visit.caseId, this.schedule.now, reaction);
    await unlessMoved(() => this.visits.report(visit.id, report, me));
    this.confirmLater(person, visit.caseId, reaction);
  }

  private async record(
    person: ModelledPerson,
    caseId: string,
    reaction: Reaction,
    actor: Actor,
    rungId: string,
  ): Promise<void> {
    const input = { attemptId: randomUUID(), rungId, ...this.input(reaction), handBack: true };
    this.ledger.talked(caseId, this.schedule.now, reaction);
    await this.db.transaction((tx) => this.attempts.record(tx, caseId, input, actor));
    this.confirmLater(person, caseId, reaction);
  }

  private input({ kind, outcome, gate }: Reaction): Pick<AttemptInput, 'kind' | 'outcome' | 'gate'> {
    const persuaded = outcome.startsWith('persuaded');
    return {
      kind,
      outcome,
      ...(gate
        ? {
            gate: {
              identityFacts: gate.identityFacts,
              contactCut: persuaded,
              paymentsChecked: persuaded,
              followUpAt: new Date(this.schedule.now + DAY_MS).toISOString(),
            },
          }
        : {}),
    };
  }

  /** A false alarm of the upper tiers, and a release by phone, want a second person. */
  private confirmLater(person: ModelledPerson, caseId: string, reaction: Reaction): void {
    if (reaction.outcome !== 'false_alarm') return;
    this.schedule.in(person.seconds(PARAMETERS.confirms), person, async () => {
      await unlessMoved(() =>
        this.db.transaction((tx) =>
          this.cases.apply(
            tx,
            caseId,
            { type: 'confirmed', kind: 'false_alarm', by: this.supervisor },
            { id: this.supervisor, kind: 'account' },
          ),
        ),
      );
    });
  }

  /** Does the work when its time is over; the case goes back with it, and the officer is free. */
  private after({ range, person, caseId, work }: Task, officer: string): void {
    this.schedule.in(person.seconds(range), person, async () => {
      if (!(await unlessMoved(work))) await unlessMoved(() => this.claims.release(caseId, officer));
      this.idle.push(officer);
    });
  }
}

const MOVED_ON: readonly string[] = ['case_ended', 'wrong_state', 'claimed_by_other', 'conflict'];

/** The case went on without us (it ended, somebody else has it): that is no failure of the model; anything else is. */
async function unlessMoved(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof DeskError && MOVED_ON.includes(error.code)) return false;
    throw error;
  }
}
