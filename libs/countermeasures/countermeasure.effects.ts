import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Cases, Contributions } from '#cases';
import type { CountermeasureKind, CountermeasureTarget } from '#escalation';
import { Database, DeskError, Outbox, type EffectResult, type OutboxRow, type Tx } from '#platform';
import { nextPoll } from './countermeasure.clock.js';
import { CountermeasureMoves } from './countermeasure.moves.js';
import { CLOCKS } from './countermeasure.policy.js';
import { allows, OVER } from './countermeasure.state.js';
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
      wanted: async (tx, row) => (await this.stateOf(tx, row.payload.countermeasureId)) === 'approved',
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
    });
    this.outbox.register('countermeasures.draft', {
      ...common,
      maxTries: 20,
      handle: (row) => this.draft(row),
    });
  }

  private async stateOf(tx: Tx, id: string): Promise<string | undefined> {
    const [row] = await tx.query<{ state: string }>(`SELECT state FROM countermeasure WHERE id = $1`, [id]);
    return row?.state;
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
    if (row.state === 'withdrawn' && result !== 'failed') {
      // Taken back while it was on its way.
      await this.moves.orderRelease(tx, row, 'withdrawn', 'stray');
      return;
    }
    // The institution's word overtook the answer to the sending.
    if (row.state !== 'approved') return;
    if (result === 'failed') {
      await this.moves.move(tx, held, 'fail', {}, null);
      await this.moves.alarm(tx, row, 'countermeasure_failed');
      return;
    }
    const unknown = result === 'unknown';
    await this.moves.move(
      tx,
      held,
      'sent',
      { sent_at: new Date(now), unknown, poll_at: nextPoll(now) },
      null,
      unknown ? { unknown } : {},
    );
    if (unknown) await this.moves.alarm(tx, row, 'countermeasure_unknown');
  }

  private async release(id: string): Promise<EffectResult> {
    const { institution } = await this.store.read(id);
    const state = await this.gateway.release(institution, id);
    if (state === 'released' || state === 'rejected' || state === 'unheard_of') {
      await this.word.hear(institution, { orderId: id, state });
    }
    return { status: 'done' };
  }

  /** Takes back what was not sent and asks for the release of the rest; the same again changes nothing. */
  private async releaseCase(caseId: string, reason: string): Promise<EffectResult> {
    await this.db.transaction(async (tx) => {
      await this.cases.lock(tx, caseId);
      const rows = await tx.query<{ id: string }>(
        `SELECT id FROM countermeasure WHERE case_id = $1 AND state <> ALL ($2) ORDER BY id`,
        [caseId, OVER],
      );
      for (const { id } of rows) {
        const held = await this.store.lock(tx, id);
        if (allows(held.row.state, 'withdraw'))
          await this.moves.move(tx, held, 'withdraw', {}, null, { reason });
        else if (allows(held.row.state, 'end')) await this.moves.askRelease(tx, held, reason, null);
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
      const { snapshot, now } = await this.cases.lock(tx, caseId);
      if (snapshot.state === 'ended') return;
      const allowed = await this.allowed(tx, kind, target);
      if (!allowed) return;
      for (const [no, account] of (named.length > 0 ? named : [null]).entries()) {
        const { id, documentNo } = await this.store.number(tx);
        const draft = {
          ...emptyRow(id, documentNo, caseId, kind, target, now),
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
