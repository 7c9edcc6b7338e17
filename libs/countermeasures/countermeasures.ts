import { Injectable } from '@nestjs/common';
import { Cases, Contributions } from '#cases';
import type { CountermeasureState, CountermeasureView } from '#contracts';
import type { CountermeasureKind, CountermeasureTarget } from '#escalation';
import type { SignedIn } from '#identity';
import { People } from '#people';
import { Database, DeskError, Env, type Tx } from '#platform';
import { assertMayApprove, decidedBy } from './approver.js';
import { nextPoll } from './countermeasure.clock.js';
import { CountermeasureMoves } from './countermeasure.moves.js';
import {
  AFTER_DECISION,
  assertCaseLives,
  CLOCKS,
  institutionOf,
  occasionOf,
  refused,
  type Institution,
} from './countermeasure.policy.js';
import { allows, OUT } from './countermeasure.state.js';
import type { CountermeasureRow, LockedCountermeasure } from './countermeasure.row.js';
import { CountermeasureStore } from './countermeasure.store.js';
import { CountermeasureSweep } from './countermeasure.sweep.js';
import { emptyRow, readAccount } from './new-countermeasure.js';
import { softerMeansOf } from './softer-means.js';
import { LegalBasis, type CountermeasureLimit } from './legal-basis.js';

/** What an officer asks an institution for; nothing may be blank. */
export interface Request {
  /** An account number; `line` for the person's own phone. */
  targetRef: string;
  institution?: Institution;
  legalBasis: string;
  necessity: string;
  scope: string;
  durationS: number;
}
export interface Proposal extends Request {
  kind: CountermeasureKind;
  target: CountermeasureTarget;
}

/** Requests to banks and carriers: one person proposes, another approves, the institution executes. */
@Injectable()
export class Countermeasures {
  constructor(
    private readonly db: Database,
    private readonly store: CountermeasureStore,
    private readonly moves: CountermeasureMoves,
    private readonly basis: LegalBasis,
    private readonly cases: Cases,
    private readonly people: People,
    private readonly sweeper: CountermeasureSweep,
    private readonly env: Env,
    private readonly contributions: Contributions,
  ) {}

  list(filter: { state?: CountermeasureState; caseId?: string }): Promise<CountermeasureView[]> {
    return this.store.views(`($1::text IS NULL OR m.state = $1) AND ($2::uuid IS NULL OR m.case_id = $2)`, [
      filter.state ?? null,
      filter.caseId ?? null,
    ]);
  }

  /** For the view of cases. */
  readonly ofCases = async (caseIds: string[]): Promise<Map<string, CountermeasureView[]>> => {
    const views = await this.store.views(`m.case_id = ANY ($1)`, [caseIds]);
    return new Map(caseIds.map((id) => [id, views.filter((view) => view.caseId === id)]));
  };

  /** @throws DeskError invalid, wrong_state (switched off, softer means first), conflict (third stop payment), not_found */
  async propose(caseId: string, proposal: Proposal, me: SignedIn): Promise<CountermeasureView> {
    const ids = await this.cases.withMerged(caseId);
    const visits = [...(await this.contributions.ofAll('visits', ids)).values()].flat();
    const id = await this.db.transaction(async (tx) => {
      const { kind, target } = proposal;
      const held = await this.cases.lock(tx, caseId);
      const occasion = occasionOf(held.snapshot, kind, target, await softerMeansOf(tx, ids, visits));
      const { limit } = await this.basis.allowed(tx, kind, target);
      const { id: fresh, documentNo } = await this.store.number(tx);
      const blank = emptyRow(fresh, documentNo, caseId, kind, target, held.now);
      const row: CountermeasureRow = {
        ...blank,
        ...(await this.requested(tx, blank, proposal, limit, held.personId, me)),
        state: 'awaiting_approval',
        occasion,
        approve_by: new Date(held.now + CLOCKS[occasion].approve),
      };
      await this.store.insert(tx, row);
      await this.moves.tell(tx, row, me.id);
      return fresh;
    });
    return this.store.view(id);
  }

  /** Completes a draft, which makes who does it its proposer. @throws DeskError as `propose`, case_ended */
  complete(id: string, request: Request, me: SignedIn): Promise<CountermeasureView> {
    return this.change(id, async (tx, held) => {
      assertCaseLives(held.snapshot);
      const { kind, target } = held.row;
      const { limit } = await this.basis.allowed(tx, kind, target);
      const changes = await this.requested(tx, held.row, request, limit, held.personId, me);
      await this.moves.move(tx, held, 'complete', changes, me.id);
    });
  }

  /**
   * Four eyes: a sworn officer of the configured rank who did not propose it, on the version they saw.
   * @throws DeskError forbidden (not sworn, rank too low), second_person_needed, version_mismatch, wrong_state, conflict,
   *   case_ended
   */
  approve(id: string, version: number, reason: string, me: SignedIn): Promise<CountermeasureView> {
    return this.change(id, async (tx, held) => {
      const { row, now } = held;
      await this.mayDecide(row, version, me);
      assertCaseLives(held.snapshot);
      const { limit } = await this.basis.allowed(tx, row.kind, row.target);
      if (row.target_index) await this.assertUnderLimit(tx, row, row.target_index, limit.perAccount, OUT);
      const clock = CLOCKS[row.occasion];
      const by = (fromStart: number, fromNow: number): Date =>
        new Date(Math.max(row.clock_from.getTime() + fromStart, now + fromNow));
      const approved = await this.moves.move(
        tx,
        held,
        'approve',
        {
          ...decidedBy(me),
          decided_at: new Date(now),
          // From now on, not from the institution's answer: however late that comes, it never lasts longer.
          ends_at: new Date(now + row.duration_s! * 1000),
          send_by: by(clock.send, AFTER_DECISION.send),
          acknowledge_by: by(clock.acknowledge, AFTER_DECISION.acknowledge),
          poll_at: nextPoll(now),
          statement_sealed: this.worded(row, { decisionReason: reason }),
        },
        me.id,
      );
      await this.moves.orderSend(tx, approved);
    });
  }

  /** @throws DeskError as `approve` */
  reject(id: string, version: number, reason: string, me: SignedIn): Promise<CountermeasureView> {
    return this.change(id, async (tx, held) => {
      await this.mayDecide(held.row, version, me);
      await this.moves.move(
        tx,
        held,
        'reject',
        {
          ...decidedBy(me),
          decided_at: new Date(held.now),
          statement_sealed: this.worded(held.row, { decisionReason: reason }),
        },
        me.id,
      );
    });
  }

  /** Takes back what no institution has answered yet. @throws DeskError not_found, wrong_state */
  withdraw(id: string, reason: string, me: SignedIn): Promise<CountermeasureView> {
    return this.change(id, async (tx, held) => {
      const { row } = held;
      if (row.state === 'withdrawn') return;
      if (!allows(row.state, 'withdraw'))
        throw new DeskError('wrong_state', `a countermeasure that is ${row.state} cannot be withdrawn`);
      await this.moves.giveUp(tx, held, 'withdrawn', me.id, {
        statement_sealed: this.worded(row, { endReason: reason }),
      });
    });
  }

  /** Asks the institution to release what was sent. @throws DeskError not_found, wrong_state */
  release(id: string, reason: string, me: SignedIn): Promise<CountermeasureView> {
    return this.change(id, async (tx, held) => {
      if (held.row.state === 'expiring' || held.row.state === 'released') return;
      if (held.row.sent_at === null) throw new DeskError('wrong_state', 'it has not been sent');
      await this.moves.giveUp(tx, held, 'by_hand', me.id, {
        statement_sealed: this.worded(held.row, { endReason: reason }),
      });
    });
  }

  /** See `CountermeasureSweep.sweep`. */
  sweep(limit = 200): Promise<number> {
    return this.sweeper.sweep(limit);
  }

  private async change(
    id: string,
    work: (tx: Tx, held: LockedCountermeasure) => Promise<void>,
  ): Promise<CountermeasureView> {
    await this.db.transaction(async (tx) => work(tx, await this.store.lock(tx, id)));
    return this.store.view(id);
  }

  private worded(row: CountermeasureRow, words: { decisionReason?: string; endReason?: string }): Buffer {
    return this.store.seal(row.id, { ...this.store.statement(row), ...words });
  }

  /** The fields of a complete request, checked; who makes them is its proposer. */
  private async requested(
    tx: Tx,
    row: CountermeasureRow,
    request: Request,
    limit: CountermeasureLimit,
    personId: string,
    me: SignedIn,
  ): Promise<Partial<CountermeasureRow>> {
    if (me.personNo === null) {
      throw new DeskError('forbidden', 'an account without a person number proposes nothing');
    }
    const [legalBasis, necessity, scope] = (['legalBasis', 'necessity', 'scope'] as const).map((field) => {
      const text = request[field].trim();
      if (text === '') throw refused('invalid', field, 'blank', 'may not be blank', '不得为空');
      return text;
    }) as [string, string, string];
    if (!Number.isInteger(request.durationS) || request.durationS < 1 || request.durationS > limit.maxS) {
      throw refused(
        'invalid',
        'durationS',
        'duration',
        `from 1 to ${limit.maxS} seconds`,
        `期限应为1至${limit.maxS}秒`,
      );
    }
    const institution = institutionOf(row.target);
    if (request.institution !== undefined && request.institution !== institution) {
      throw refused(
        'invalid',
        'institution',
        'institution',
        `it is the ${institution}'s`,
        '受理机构与措施不符',
      );
    }
    const target = this.store.sealTarget(row.id, await this.targetOf(row, request.targetRef, personId));
    await this.assertUnderLimit(tx, row, target.target_index, limit.perAccount, [
      'awaiting_approval',
      ...OUT,
    ]);
    return {
      ...target,
      institution,
      duration_s: request.durationS,
      proposed_by: me.id,
      proposed_no: me.personNo,
      statement_sealed: this.store.seal(row.id, {
        legalBasis,
        necessity,
        scope,
        decisionReason: null,
        endReason: null,
      }),
    };
  }

  private async targetOf(row: CountermeasureRow, ref: string, personId: string): Promise<string> {
    if (row.target === 'victim_line') {
      const phone = ref === 'line' ? await this.people.phone(personId) : null;
      if (phone) return phone;
      throw refused('invalid', 'targetRef', 'no_line', 'no line of the person is known', '没有当事人的号码');
    }
    const account = readAccount(ref);
    if (account !== null) return account;
    throw refused('invalid', 'targetRef', 'account', 'is no account', '账号格式不正确');
  }

  /**
   * At most so many on one account across all cases: those that are on their way and those that were ever in force or
   * released, whatever became of them. The account is locked, so that two cannot slip in at once.
   */
  private async assertUnderLimit(
    tx: Tx,
    row: CountermeasureRow,
    index: Buffer,
    most: number | null,
    states: readonly CountermeasureState[],
  ): Promise<void> {
    if (most === null) return;
    await tx.query(`SELECT pg_advisory_xact_lock($1::bigint)`, [String(index.readBigInt64BE(0))]);
    const [count] = await tx.query<{ n: number }>(
      `SELECT count(*) AS n FROM countermeasure WHERE target_index = $1 AND kind = $2 AND id <> $3
          AND (state = ANY ($4) OR state = 'released' OR in_force_at IS NOT NULL)`,
      [index, row.kind, row.id, states],
    );
    if (count!.n < most) return;
    throw refused(
      'conflict',
      'targetRef',
      'limit_per_account',
      `this account had ${most} already, across cases`,
      `该账户累计已达${most}次，不得再次申请`,
    );
  }

  private async mayDecide(row: CountermeasureRow, version: number, me: SignedIn): Promise<void> {
    assertMayApprove(me, this.env.APPROVER_MIN_RANK);
    if (row.proposed_by === me.id || row.proposed_no === me.personNo)
      throw new DeskError('second_person_needed', 'somebody else must decide');
    if (row.version !== version) {
      const current = await this.store.view(row.id);
      throw new DeskError('version_mismatch', 'it has changed since you read it', [], current);
    }
  }
}
