import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { Attempts, Cases, Claims, OfficerCalls, type Actor } from '#cases';
import type { AttemptInput } from '#contracts';
import type { CaseSnapshot } from '#escalation';
import type { SignedIn } from '#identity';
import { Visits } from '#outreach';
import { Database, DeskError } from '#platform';
import type { ModelledPerson, Reaction } from './modelled-person.js';
import { PARAMETERS, type Range } from './parameters.js';
import type { Schedule } from './schedule.js';
import type { TruthLedger } from './truth-ledger.js';

const ANSWERED = ['no_answer', 'busy', 'rejected', 'phone_off', 'third_party_answered'];
const DAY_MS = 86_400_000;
export interface NewVisit {
  id: string;
  caseId: string;
  personId: string;
  station: string;
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

  /** Idle officers take what is next, one after the other, as long as there is anything. */
  async staff(): Promise<void> {
    const begun: Promise<void>[] = [];
    for (let officer = this.idle.pop(); officer !== undefined; officer = this.idle.pop()) {
      const caseId = await this.claims.next(officer);
      if (caseId === null) {
        this.idle.push(officer);
        break;
      }
      begun.push(this.work(officer, caseId));
    }
    await Promise.all(begun);
  }

  private async work(officer: string, caseId: string): Promise<void> {
    const row = await this.db.one<{ person_id: string; next: CaseSnapshot['next'] }>(
      `SELECT person_id, snapshot->'next' AS next FROM desk_case WHERE id = $1`,
      [caseId],
    );
    const rung = row!.next;
    const person = this.people.get(row!.person_id)!;
    if (rung && (rung.kind === 'call' || rung.kind === 'follow_up' || rung.kind === 'reverify')) {
      const reaction = person.call(this.schedule.now, rung.kind === 'follow_up');
      const answered = !ANSWERED.includes(reaction.outcome);
      if (answered && !(await unlessMoved(() => this.calls.start(caseId, officer)))) {
        // The robot or a colleague has them on the line: the officer lets go and it comes up again.
        this.after(PARAMETERS.handling.paperwork, person, officer, caseId, () => Promise.resolve());
        return;
      }
      this.after(
        answered ? PARAMETERS.handling.answered : PARAMETERS.handling.unanswered,
        person,
        officer,
        caseId,
        () => this.record(person, caseId, reaction, { id: officer, kind: 'account' }, rung.rungId),
      );
      return;
    }
    this.after(PARAMETERS.handling.paperwork, person, officer, caseId, async () => {
      if (!rung) return;
      await this.db.transaction((tx) =>
        this.cases.apply(
          tx,
          caseId,
          { type: 'rung_done', rungId: rung.rungId, by: officer },
          { id: officer, kind: 'account' },
        ),
      );
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
    const input = { attemptId: randomUUID(), rungId, ...this.input(reaction) };
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

  /** Does the work when its time is over; then the officer gives the case back and is free. */
  private after(
    range: Range,
    person: ModelledPerson,
    officer: string,
    caseId: string,
    work: () => Promise<void>,
  ): void {
    const seconds = person.seconds(range);
    this.schedule.in(seconds, person, async () => {
      await unlessMoved(work);
      await unlessMoved(() => this.claims.release(caseId, officer));
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
