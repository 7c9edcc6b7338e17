import { Injectable } from '@nestjs/common';
import { Database, DeskError, type Tx } from '#platform';
import { CountermeasureMoves } from './countermeasure.moves.js';
import type { Institution } from './countermeasure.policy.js';
import { allows, OVER, type CountermeasureEvent } from './countermeasure.state.js';
import type { CountermeasureRow, LockedCountermeasure } from './countermeasure.row.js';
import { CountermeasureStore } from './countermeasure.store.js';
import type { OrderState } from './institution.gateway.js';

/** What a bank or carrier says of an order, by callback or when asked. */
export interface InstitutionStatus {
  orderId: string;
  state: OrderState;
  /** requested, expired or refused. */
  reason?: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Takes an institution's word on an order: at least once each, in any order, and late. */
@Injectable()
export class InstitutionWord {
  constructor(
    private readonly db: Database,
    private readonly store: CountermeasureStore,
    private readonly moves: CountermeasureMoves,
  ) {}

  /** @throws DeskError not_found for an order that is none of ours with this institution */
  async hear(institution: Institution, status: InstitutionStatus): Promise<void> {
    if (!UUID.test(status.orderId)) throw new DeskError('not_found', 'no such order');
    await this.db.transaction(async (tx) => {
      const held = await this.store.lock(tx, status.orderId);
      const { row } = held;
      if (row.institution !== institution || row.sent_at === null)
        throw new DeskError('not_found', 'no such order');
      await this.take(tx, held, status);
    });
  }

  private async take(
    tx: Tx,
    held: LockedCountermeasure,
    { state, reason }: InstitutionStatus,
  ): Promise<void> {
    const at = new Date(held.now);
    switch (state) {
      case 'received':
        return this.note(tx, held, { unknown: false });
      case 'acknowledged':
        return this.step(tx, held, 'acknowledge', { acknowledged_at: held.row.acknowledged_at ?? at });
      case 'in_force':
        if (allows(held.row.state, 'stray')) return this.stray(tx, held, at);
        return this.step(tx, held, 'enforce', {
          in_force_at: held.row.in_force_at ?? at,
          acknowledged_at: held.row.acknowledged_at ?? at,
        });
      case 'released':
        return this.step(
          tx,
          held,
          'release',
          { released_at: at, release_reason: held.row.release_reason ?? reason ?? null },
          { reason: held.row.release_reason ?? reason ?? null },
        );
      case 'rejected':
        return this.deny(tx, held, reason ?? 'refused', held.row.in_force_at !== null);
      case 'unheard_of':
        return this.deny(tx, held, 'unheard_of', taken(held.row));
    }
  }

  /** Moves where that is still news; else only keeps when it was said. */
  private async step(
    tx: Tx,
    held: LockedCountermeasure,
    event: CountermeasureEvent,
    changes: Partial<CountermeasureRow>,
    data: Record<string, unknown> = {},
  ): Promise<void> {
    if (!allows(held.row.state, event)) return this.note(tx, held, changes);
    await this.moves.move(tx, held, event, { ...changes, unknown: false }, null, data);
  }

  private async note(tx: Tx, held: LockedCountermeasure, changes: Partial<CountermeasureRow>): Promise<void> {
    const news = Object.entries(changes).some(
      ([key, value]) => held.row[key as keyof CountermeasureRow] !== value,
    );
    if (news && !OVER.includes(held.row.state)) await this.store.save(tx, { ...held.row, ...changes });
  }

  /**
   * Refused, or never arrived: nothing is in force. Not believed of an order that the institution itself had taken or
   * enforced: a front that has lost its book lifts nothing, so it is asked on, and the supervisor hears of it.
   */
  private async deny(tx: Tx, held: LockedCountermeasure, code: string, contradicts: boolean): Promise<void> {
    if (OVER.includes(held.row.state)) return;
    if (contradicts) return this.moves.alarm(tx, held.row, 'countermeasure_denied');
    await this.moves.move(tx, held, 'fail', { unknown: false }, null, { code });
    // After a release was asked for, nothing in force is what was wanted.
    if (held.row.state !== 'expiring') this.moves.alarm(tx, held.row, 'countermeasure_failed');
  }

  /** In force although it was given up: released like any other, and the supervisor hears of it. */
  private async stray(tx: Tx, held: LockedCountermeasure, at: Date): Promise<void> {
    const known = { in_force_at: held.row.in_force_at ?? at, unknown: false };
    await this.moves.askRelease(tx, held, held.row.release_reason ?? 'stray', null, known, 'stray');
    this.moves.alarm(tx, held.row, 'countermeasure_stray');
  }
}

/** The institution said that it has the order: by its answer to it, or by a word since. */
const taken = (row: CountermeasureRow): boolean =>
  row.in_force_at !== null || row.acknowledged_at !== null || (row.state !== 'approved' && !row.unknown);
