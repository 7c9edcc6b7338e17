import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Attempts, Cases } from '#cases';
import type { AttemptInput, VisitDetails, VisitState, VisitTask, VisitView } from '#contracts';
import type { SignedIn } from '#identity';
import { People } from '#people';
import { Database, DeskError, KeyRing, type Tx } from '#platform';
import { briefOf, type CaseBrief } from './ladder-effect.js';
import { VisitDispatch } from './visit.dispatch.js';
import { sweepVisits } from './visit.sweep.js';
import { VisitStore, visitView, type VisitRow } from './visit.store.js';

export type VisitReport = Pick<AttemptInput, 'attemptId' | 'outcome' | 'gate' | 'note'>;

/** Visits as who makes them sees and works them (domain.md section 6: their own only). */
@Injectable()
export class Visits {
  constructor(
    private readonly db: Database,
    private readonly store: VisitStore,
    private readonly dispatches: VisitDispatch,
    private readonly cases: Cases,
    private readonly attempts: Attempts,
    private readonly people: People,
    private readonly keys: KeyRing,
    private readonly audit: Audit,
  ) {}

  /** Desk: all. Field officer: their own, and what is free to take at their station. */
  list(me: SignedIn): Promise<VisitView[]> {
    if (me.role === 'field_officer') return this.store.list({ station: me.station ?? '', officer: me.id });
    return this.store.list(null);
  }

  /** @throws DeskError as `VisitDispatch.byHand` */
  async dispatch(caseId: string, station: string | undefined, me: SignedIn): Promise<VisitView> {
    return visitView(await this.store.read(await this.dispatches.byHand(caseId, station, me.id)));
  }

  /**
   * How urgent it is, and to whom has it what it is about, while it lasts; each look at that is recorded.
   *
   * @throws DeskError not_found, also for a visit that is neither theirs nor free to take.
   */
  async task(id: string, me: SignedIn): Promise<VisitTask> {
    const visit = await this.store.read(id);
    const own = visit.officer === me.id;
    if (!own && !(visit.state === 'dispatched' && mayTake(visit, me))) throw notFound();
    const brief = (await briefOf(this.db, visit.case_id))!;
    const working = own && (visit.state === 'accepted' || visit.state === 'arrived');
    return {
      ...visitView(visit),
      tier: brief.tier,
      details: working ? await this.details(visit, brief, me) : null,
    };
  }

  /** @throws DeskError not_found, conflict (somebody else has it), wrong_state */
  accept(id: string, me: SignedIn): Promise<VisitView> {
    return this.move(id, me, async (tx, visit) => {
      if (visit.officer === me.id && visit.state !== 'refused') return { officer_name: me.name };
      if (visit.officer !== null) throw new DeskError('conflict', 'somebody else has accepted this visit');
      mustBe(visit, 'dispatched');
      tx.send(
        `UPDATE visit SET state = 'accepted', officer = $2, accepted_at = holdline_now(), version = version + 1
          WHERE id = $1`,
        [id, me.id],
      );
      await this.tell(tx, visit, 'accepted', me);
      return { state: 'accepted', officer: me.id, officer_name: me.name };
    });
  }

  /** Gives it back: the fallback station takes over, and the supervisor hears of it. @throws DeskError as `accept` */
  refuse(id: string, reason: string, me: SignedIn): Promise<VisitView> {
    return this.move(id, me, async (tx, visit) => {
      if (visit.state === 'refused') return {};
      mustBe(visit, 'dispatched', 'accepted');
      mustHold(visit, me, visit.state === 'dispatched');
      tx.send(
        `UPDATE visit SET state = 'refused', closed_at = holdline_now(), reason_sealed = $2, version = version + 1
          WHERE id = $1`,
        [id, this.keys.seal('note', reason, id)],
      );
      await this.tell(tx, visit, 'refused', me);
      this.cases.raiseAlarm(tx, {
        caseId: visit.case_id,
        ...(visit.rung_id === null ? {} : { rungId: visit.rung_id }),
        code: 'visit_refused',
        key: `visit:${id}:refused`,
      });
      await this.dispatches.anew(tx, visit);
      return { state: 'refused' };
    });
  }

  /** @throws DeskError not_found, forbidden (not their own), wrong_state */
  arrive(id: string, me: SignedIn): Promise<VisitView> {
    return this.move(id, me, async (tx, visit) => {
      mustHold(visit, me);
      if (visit.state === 'arrived') return {};
      mustBe(visit, 'accepted');
      tx.send(
        `UPDATE visit SET state = 'arrived', arrived_at = holdline_now(), version = version + 1 WHERE id = $1`,
        [id],
      );
      await this.tell(tx, visit, 'arrived', me);
      return { state: 'arrived' };
    });
  }

  /**
   * What came of it, as an attempt on the case. The same attemptId again changes nothing.
   *
   * @throws DeskError not_found, forbidden, wrong_state, and what `Attempts.record` throws (gate_incomplete …)
   */
  report(id: string, report: VisitReport, me: SignedIn): Promise<VisitView> {
    return this.move(id, me, async (tx, visit) => {
      mustHold(visit, me);
      if (visit.state === 'reported' && visit.attempt_id === report.attemptId) return {};
      mustBe(visit, 'accepted', 'arrived');
      tx.send(
        `UPDATE visit SET state = 'reported', closed_at = holdline_now(), outcome = $2, attempt_id = $3,
                version = version + 1 WHERE id = $1`,
        [id, report.outcome, report.attemptId],
      );
      await this.tell(tx, visit, 'reported', me, { outcome: report.outcome });
      const { id: caseId } = await this.cases.lockKeeper(tx, visit.case_id);
      const attempt: AttemptInput = {
        ...report,
        kind: 'visit',
        // Of a case that was merged into another one: that one's rungs are its own.
        ...(visit.rung_id === null || caseId !== visit.case_id ? {} : { rungId: visit.rung_id }),
        ...(visit.arrived_at === null ? {} : { startedAt: visit.arrived_at.toISOString() }),
      };
      await this.attempts.record(tx, caseId, attempt, { id: me.id, kind: 'field' });
      return { state: 'reported', outcome: report.outcome };
    });
  }

  /** See `sweepVisits`; called by the worker every second. */
  sweep(limit = 200): Promise<number> {
    return this.db.transaction((tx) => sweepVisits(tx, this.cases, limit));
  }

  /** @param work says what it changed of the visit */
  private async move(
    id: string,
    me: SignedIn,
    work: (tx: Tx, visit: VisitRow) => Promise<Partial<VisitRow>>,
  ): Promise<VisitView> {
    return this.db.transaction(async (tx) => {
      const visit = await this.store.lock(tx, id);
      if (visit.officer !== me.id && !mayTake(visit, me)) throw notFound();
      return visitView({ ...visit, ...(await work(tx, visit)) });
    });
  }

  private async tell(
    tx: Tx,
    visit: VisitRow,
    what: VisitState,
    me: SignedIn,
    more: Record<string, unknown> = {},
  ): Promise<void> {
    const data = { visitId: visit.id, station: visit.station, rungId: visit.rung_id, ...more };
    this.cases.appendEvent(tx, visit.case_id, `visit_${what}`, data, me.id);
    await this.audit.record(tx, {
      actor: me.id,
      actorKind: 'account',
      action: `visit.${what}`,
      entity: 'visit',
      entityId: visit.id,
      data: { caseId: visit.case_id, ...more },
    });
  }

  private async details(visit: VisitRow, brief: CaseBrief, me: SignedIn): Promise<VisitDetails> {
    const { personId } = brief;
    const fields = ['name', 'phone', 'address'] as const;
    await this.db.transaction((tx) =>
      this.audit.record(tx, {
        actor: me.id,
        actorKind: 'account',
        action: 'person.reveal',
        entity: 'person',
        entityId: personId,
        data: { fields, reason: 'visit', visitId: visit.id, caseId: visit.case_id },
      }),
    );
    const [masked, no, name, phone, address] = await Promise.all([
      this.people.masked([personId]),
      this.db.one<{ no: string }>(`SELECT no FROM desk_case WHERE id = $1`, [brief.id]),
      ...fields.map((field) => this.people.reveal(personId, field)),
    ]);
    return {
      caseNo: no!.no,
      fraudType: brief.fraudType,
      flags: masked.get(personId)?.flags ?? [],
      person: { name: name ?? null, phone: phone ?? null, address: address ?? null },
      verificationCode: this.keys.verificationCode(brief.id),
    };
  }
}

/** A visit of their station or of the fallback station. */
const mayTake = (visit: VisitRow, me: SignedIn): boolean =>
  visit.anyones || me.station === visit.station || me.station === visit.station_name;

const notFound = (): DeskError => new DeskError('not_found', 'no such visit');

function mustHold(visit: VisitRow, me: SignedIn, unlessFree = false): void {
  if (visit.officer === me.id || (unlessFree && visit.officer === null)) return;
  throw new DeskError('forbidden', 'this visit is in other hands');
}

function mustBe(visit: VisitRow, ...states: VisitState[]): void {
  if (!states.includes(visit.state)) throw new DeskError('wrong_state', `the visit is ${visit.state}`);
}
