import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Cases, Contributions } from '#cases';
import type { CountermeasureKind, CountermeasureTarget } from '#escalation';
import { Database, DeskError, Outbox, type EffectResult, type OutboxRow, type Tx } from '#platform';
import { nextPoll } from './countermeasure.clock.js';
import { CountermeasureMoves } from './countermeasure.moves.js';
import { CLOCKS } from './countermeasure.policy.js';
import { allows, OVER } from './countermeasure.state.js';
import type { LockedCountermeasure } from './countermeasure.row.js';
import { CountermeasureStore } from './countermeasure.store.js';
import { emptyRow, readAccount } from './new-countermeasure.js';
import { InstitutionGateway } from './institution.gateway.js';
import { InstitutionWord } from './institution-word.js';
import { LegalBasis } from './legal-basis.js';

const SEND_TRIES = 6;
/** Receiving accounts a payment is drafted against at once; further ones are an officer's to name. */
const MOST_DRAFTS = 3;

/** The outbox kinds of countermeasures: what happens after the transaction that wanted it. */
@Injectable()
export class CountermeasureEffects implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly store: CountermeasureStore,
    private readonly moves: CountermeasureMoves,
    private readonly gateway: InstitutionGateway,
    private readonly word: InstitutionWord,
    private readonly basis: LegalBasis,
    private readonly cases: Cases,
    private readonly contributions: Contributions,
  ) {}

  onModuleInit(): void {
    const common = { queue: 'countermeasures', repeat: 'safe', timeoutMs: 15_000 } as const;
    this.outbox.register('countermeasures.send', {
      ...common,
      maxTries: SEND_TRIES,
      wanted: (tx, row) => this.leaves(tx, row.payload.countermeasureId),
      handle: (row) => this.send(row),
      settled: (tx, row, result) => this.sent(tx, row.payload.countermeasureId, result),
    });
    this.outbox.register('countermeasures.release', {
      ...common,
      // One that fails is followed by the next chase, a minute after it was asked.
      maxTries: 3,
      handle: (row) => this.release(row.payload.countermeasureId),
    });
    this.outbox.register('countermeasures.release_case', {
      ...common,
      maxTries: 20,
      handle: (row) => this.releaseCase(row.payload.caseId, row.payload.reason),
      settled: (tx, row, result) => this.undone(tx, row, 'countermeasure_unreleased', result),
    });
    this.outbox.register('countermeasures.draft', {
      ...common,
      maxTries: 20,
      handle: (row) => this.draft(row),
      settled: (tx, row, result) => this.undone(tx, row, 'countermeasure_undrafted', result),
    });
  }

  /** What the desk could not do by itself is a person's to do. */
  private async undone(
    tx: Tx,
    row: { key: string; payload: { caseId: string } },
    code: string,
    result: 'done' | 'failed' | 'unknown',
  ): Promise<void> {
    if (result === 'done') return;
    this.cases.raiseAlarm(tx, { caseId: row.payload.caseId, code, key: `${row.key}:${code}` });
  }

  /** Whether it is still to be sent; from then on it counts as sent, whatever is heard of it. */
  private async leaves(tx: Tx, id: string): Promise<boolean> {
    const left = await tx.query(
      `UPDATE countermeasure SET sent_at = coalesce(sent_at, holdline_now())
        WHERE id = $1 AND state = 'approved' RETURNING id`,
      [id],
    );
    return left.length > 0;
  }

  private async send(row: OutboxRow<'countermeasures.send'>): Promise<EffectResult> {
    const measure = await this.store.read(row.payload.countermeasureId);
    const { legalBasis } = this.store.statement(measure);
    const { result, institutionRef } = await this.gateway.place(measure.institution, {
      orderId: measure.id,
      kind: measure.kind,
      target: this.store.target(measure)!,
      until: measure.ends_at!.toISOString(),
      legalBasis: legalBasis!,
      documentNo: measure.document_no,
    });
    if (institutionRef !== null) {
      await this.db.query(`UPDATE countermeasure SET institution_ref = $2 WHERE id = $1`, [
        measure.id,
        institutionRef,
      ]);
    }
    // The last try without an answer: it may be in force, so it is asked about until that is known.
    if (result.status === 'retry' && row.tries >= SEND_TRIES) return { status: 'unknown', code: result.code };
    return result;
  }

  private async sent(tx: Tx, id: string, result: 'done' | 'failed' | 'unknown'): Promise<void> {
    const held = await this.store.lock(tx, id);
    const { row, now } = held;
    if (OVER.includes(row.state) || row.state === 'expiring') return this.sentAfterAll(tx, held, result);
    // The institution's word overtook the answer to the sending.
    if (row.state !== 'approved') return;
    if (result === 'failed') {
      await this.moves.move(tx, held, 'fail', {}, null);
      this.moves.alarm(tx, row, 'countermeasure_failed');
      return;
    }
    const unknown = result === 'unknown';
    await this.moves.move(
      tx,
      held,
      'sent',
      { unknown, poll_at: nextPoll(now) },
      null,
      unknown ? { unknown } : {},
    );
    if (unknown) this.moves.alarm(tx, row, 'countermeasure_unknown');
  }

  /** Taken back or given up while it was on its way. */
  private async sentAfterAll(
    tx: Tx,
    held: LockedCountermeasure,
    result: 'done' | 'failed' | 'unknown',
  ): Promise<void> {
    const { row } = held;
    const unknown = result === 'unknown';
    if (allows(row.state, 'stray') && result !== 'failed') {
      await this.moves.askRelease(tx, held, row.release_reason ?? 'stray', null, { unknown }, 'stray');
      this.moves.alarm(tx, row, 'countermeasure_stray');
    } else if (row.state === 'expiring' && row.unknown && !unknown) {
      if (result === 'failed') await this.moves.move(tx, held, 'fail', { unknown }, null);
      else await this.store.save(tx, { ...row, unknown });
    }
  }

  private async release(id: string): Promise<EffectResult> {
    const { institution } = await this.store.read(id);
    const state = await this.gateway.release(institution, id);
    if (state === 'released' || state === 'rejected' || state === 'unheard_of') {
      await this.word.hear(institution, { orderId: id, state });
    }
    return { status: 'done' };
  }

  /**
   * Takes back what was not sent and asks for the release of the rest; the same again changes nothing. What was decided
   * before the case was merged into another one is done all the same.
   */
  private async releaseCase(caseId: string, reason: string): Promise<EffectResult> {
    await this.db.transaction(async (tx) => {
      await this.cases.lock(tx, caseId);
      const rows = await tx.query<{ id: string }>(
        `SELECT id FROM countermeasure WHERE (case_id = $1 OR moved_from = $1) AND state <> ALL ($2)
          ORDER BY id`,
        [caseId, OVER],
      );
      for (const { id } of rows) {
        const held = await this.store.lock(tx, id);
        if (held.row.state !== 'expiring') await this.moves.giveUp(tx, held, reason, null);
      }
    });
    return { status: 'done' };
  }

  /** After `paid`: one draft for each receiving account that the alerts name, or one to fill in. */
  private async draft(row: OutboxRow<'countermeasures.draft'>): Promise<EffectResult> {
    const { caseId } = row.payload;
    const kind = row.payload.countermeasure as CountermeasureKind;
    const target = row.payload.target as CountermeasureTarget;
    const alerts = target === 'suspect_account' ? await this.contributions.of('alerts', caseId) : undefined;
    const accounts = (alerts?.suspect.accounts ?? []).map(readAccount).filter((account) => account !== null);
    const named = [...new Set(accounts)].slice(0, MOST_DRAFTS);
    await this.db.transaction(async (tx) => {
      const { id: keeper, snapshot, now } = await this.cases.lockKeeper(tx, caseId);
      if (snapshot.state === 'ended') return;
      const allowed = await this.allowed(tx, kind, target);
      if (!allowed) return;
      for (const [no, account] of (named.length > 0 ? named : [null]).entries()) {
        const { id, documentNo } = await this.store.number(tx);
        const draft = {
          ...emptyRow(id, documentNo, keeper, kind, target, now),
          ...(account === null ? {} : this.store.sealTarget(id, account)),
          statement_sealed: this.store.seal(id, {
            legalBasis: allowed.legalBasis,
            necessity: null,
            scope: null,
            decisionReason: null,
            endReason: null,
          }),
          duration_s: allowed.limit.defaultS,
          draft_key: `${row.key}:${no}`,
          approve_by: new Date(now + CLOCKS.paid.approve),
        };
        if (await this.store.insert(tx, draft)) await this.moves.tell(tx, draft, null);
      }
    });
    return { status: 'done' };
  }

  private async allowed(
    tx: Tx,
    kind: CountermeasureKind,
    target: CountermeasureTarget,
  ): Promise<Awaited<ReturnType<LegalBasis['allowed']>> | null> {
    try {
      return await this.basis.allowed(tx, kind, target);
    } catch (error) {
      if (error instanceof DeskError && error.code === 'wrong_state') return null;
      throw error;
    }
  }
}
