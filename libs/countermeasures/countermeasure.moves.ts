import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Cases } from '#cases';
import type { CountermeasureState } from '#contracts';
import { tierRank } from '#escalation';
import { DeskError, Outbox, type Tx } from '#platform';
import { nextPoll } from './countermeasure.clock.js';
import {
  ACTIVE,
  IllegalTransition,
  nextState,
  OVER,
  type CountermeasureEvent,
} from './countermeasure.state.js';
import type { CountermeasureRow, LockedCountermeasure } from './countermeasure.row.js';
import { CountermeasureStore } from './countermeasure.store.js';

/** Every step of a request goes through here: saved, on the timeline, on the trail, and known to the case. */
@Injectable()
export class CountermeasureMoves {
  constructor(
    private readonly store: CountermeasureStore,
    private readonly cases: Cases,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
  ) {}

  /**
   * @param by account id; null when the desk itself or the institution did it
   * @throws DeskError wrong_state
   */
  async move(
    tx: Tx,
    held: LockedCountermeasure,
    event: CountermeasureEvent,
    changes: Partial<CountermeasureRow>,
    by: string | null,
    data: Record<string, unknown> = {},
  ): Promise<CountermeasureRow> {
    const row = await this.store.save(tx, { ...held.row, ...changes, state: stateAfter(held.row, event) });
    await this.tell(tx, row, by, data);
    return row;
  }

  /** Puts what a request has become on the record, and tells the case; also for one that was just made. */
  async tell(
    tx: Tx,
    row: CountermeasureRow,
    by: string | null,
    data: Record<string, unknown> = {},
  ): Promise<void> {
    const what = row.state === 'awaiting_approval' ? 'proposed' : row.state;
    const { id: countermeasureId, kind, target } = row;
    this.cases.appendEvent(
      tx,
      row.case_id,
      `countermeasure_${what}`,
      { countermeasureId, kind, target, ...data },
      by,
    );
    await this.audit.record(tx, {
      actor: by,
      actorKind: by === null ? 'system' : 'account',
      action: `countermeasure.${what}`,
      entity: 'countermeasure',
      entityId: row.id,
      data: { caseId: row.case_id, kind, target, version: row.version, ...data },
    });
    await this.tellCase(tx, row, by);
    if (row.state === 'in_force' && row.target !== 'suspect_account') {
      await this.outbox.add(tx, {
        kind: 'countermeasures.notice',
        key: `countermeasure:${row.id}:notice`,
        caseId: row.case_id,
        payload: { countermeasureId },
        priority: 1,
      });
    }
  }

  /**
   * Takes a request back: withdrawn while it never left the desk, else its release is asked for, since the
   * institution may have it even when it did not say so.
   * @throws DeskError wrong_state when it is over
   */
  async giveUp(
    tx: Tx,
    held: LockedCountermeasure,
    reason: string,
    by: string | null,
    changes: Partial<CountermeasureRow> = {},
  ): Promise<CountermeasureRow> {
    const { row } = held;
    if (row.sent_at === null) return this.move(tx, held, 'withdraw', changes, by, { reason });
    // Nobody has answered yet: until somebody does it is not known whether there is anything to release.
    const unknown = row.unknown || row.state === 'approved';
    return this.askRelease(tx, held, reason, by, { ...changes, unknown });
  }

  /**
   * Asks the institution for the release; it stays `expiring`, and is asked again, until the institution confirms.
   * @param event `stray` for one that had been given up
   */
  async askRelease(
    tx: Tx,
    held: LockedCountermeasure,
    reason: string,
    by: string | null,
    changes: Partial<CountermeasureRow> = {},
    event: 'end' | 'stray' = 'end',
  ): Promise<CountermeasureRow> {
    const { row, now } = held;
    await this.orderRelease(tx, row, reason);
    return this.move(
      tx,
      held,
      event,
      {
        ...changes,
        release_reason: reason,
        release_tries: row.release_tries + 1,
        release_asked_at: new Date(now),
        poll_at: nextPoll(now),
      },
      by,
      { reason },
    );
  }

  /** The next order to release; whoever gives it counts it in `release_tries`. */
  orderRelease(tx: Tx, row: CountermeasureRow, reason: string): Promise<void> {
    return this.outbox.add(tx, {
      kind: 'countermeasures.release',
      key: `countermeasure:${row.id}:release:${row.release_tries}`,
      caseId: row.case_id,
      payload: { countermeasureId: row.id, reason },
      priority: 0,
    });
  }

  orderSend(tx: Tx, row: CountermeasureRow): Promise<void> {
    return this.outbox.add(tx, {
      kind: 'countermeasures.send',
      key: `countermeasure:${row.id}:send`,
      caseId: row.case_id,
      payload: { countermeasureId: row.id },
      priority: row.occasion === 'paid' ? 0 : tierRank(row.occasion),
    });
  }

  alarm(tx: Tx, row: CountermeasureRow, code: string, percent?: number): void {
    this.cases.raiseAlarm(tx, {
      caseId: row.case_id,
      code,
      key: `countermeasure:${row.id}:${code}:${percent ?? ''}`,
      ...(percent === undefined ? {} : { percent }),
    });
  }

  private async tellCase(tx: Tx, row: CountermeasureRow, by: string | null): Promise<void> {
    const note = noteOf(row.state);
    if (note === null) return;
    const active = note !== 'released' || (await this.anyActive(tx, row.case_id));
    const actor = { id: by, kind: by === null ? ('system' as const) : ('account' as const) };
    await this.cases.apply(tx, row.case_id, { type: 'countermeasure', active, note }, actor);
  }

  private async anyActive(tx: Tx, caseId: string): Promise<boolean> {
    const rows = await tx.query(
      `SELECT FROM countermeasure WHERE case_id = $1 AND state = ANY ($2) LIMIT 1`,
      [caseId, ACTIVE],
    );
    return rows.length > 0;
  }
}

function noteOf(state: CountermeasureState): 'proposed' | 'in_force' | 'released' | null {
  if (state === 'awaiting_approval') return 'proposed';
  // A draft is there to be released like what is in force; only a proposal is what a rung asked for.
  if (state === 'drafted' || state === 'in_force') return 'in_force';
  return OVER.includes(state) ? 'released' : null;
}

function stateAfter(row: CountermeasureRow, event: CountermeasureEvent): CountermeasureState {
  try {
    return nextState(row.state, event);
  } catch (error) {
    if (error instanceof IllegalTransition) throw new DeskError('wrong_state', error.message);
    throw error;
  }
}
