import { Injectable } from '@nestjs/common';
import { Database, DeskError, type Tx } from '#platform';
import type { LockedCase } from './case.store.js';
import { Cases } from './cases.js';
import { hangUp } from './own-call.js';
import { LEASE_END } from './queue.sql.js';

/** Length of a lease; a heartbeat every 10 s renews it (design.md section 8). */
export const LEASE_MS = 60_000;
/** A started call holds the lease until it ends, this long at most. */
export const CALL_MS = 30 * 60_000;

/** The one function by which a case is taken, whoever takes it. A claim is a lease, never ownership. */
@Injectable()
export class Claims {
  constructor(
    private readonly db: Database,
    private readonly cases: Cases,
  ) {}

  /**
   * Takes one case.
   *
   * @throws DeskError claimed_by_other when somebody else's lease is alive.
   */
  async claim(caseId: string, accountId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const held = await this.cases.lock(tx, caseId);
      this.cases.step(tx, held, { type: 'claimed', by: accountId, until: held.now + LEASE_MS }, accountId);
    });
  }

  /**
   * A supervisor takes it from whoever holds it, whose call counts as over.
   *
   * @returns the account that held it; null when nobody else did.
   */
  async takeOver(tx: Tx, caseId: string, accountId: string): Promise<string | null> {
    const held = await this.cases.lock(tx, caseId);
    const { decision } = this.cases.step(
      tx,
      held,
      { type: 'claimed', by: accountId, until: held.now + LEASE_MS, over: true },
      accountId,
    );
    const from = held.snapshot.lease?.by ?? null;
    if (from === null || !decision.events.some((event) => event.kind === 'taken_over')) return null;
    hangUp(tx, caseId, from);
    return from;
  }

  /**
   * Takes the case that is next in the queue: two callers never get the same one, since a row that somebody else is
   * taking is skipped.
   *
   * @returns its id, or null when nothing is due.
   */
  async next(accountId: string): Promise<string | null> {
    return this.db.transaction(async (tx) => (await this.nextIn(tx, accountId))?.id ?? null);
  }

  /** The same in the caller's transaction. @returns the case as claimed, locked */
  async nextIn(tx: Tx, accountId: string): Promise<LockedCase | null> {
    const held = await this.cases.lockNext(tx);
    if (!held) return null;
    const claimed = { type: 'claimed', by: accountId, until: held.now + LEASE_MS } as const;
    return { ...held, snapshot: this.cases.step(tx, held, claimed, accountId).snapshot };
  }

  /**
   * Keeps a lease alive. It only moves the column: the armed wake fires at the old end, finds the new one and arms
   * again.
   *
   * @throws DeskError claimed_by_other when the lease is gone.
   */
  async heartbeat(caseId: string, accountId: string): Promise<{ until: string }> {
    const row = await this.db.one<{ until: Date }>(
      `UPDATE desk_case SET lease_until = holdline_now() + make_interval(secs => $3)
        WHERE id = $1 AND lease_by = $2 AND ${LEASE_END} > holdline_now() RETURNING lease_until AS until`,
      [caseId, accountId, LEASE_MS / 1000],
    );
    if (!row) throw new DeskError('claimed_by_other', 'you no longer hold this case');
    return { until: row.until.toISOString() };
  }

  /** Gives a case back; a call of the officer's that was up counts as over. */
  async release(caseId: string, accountId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const held = await this.cases.lock(tx, caseId);
      this.cases.step(tx, held, { type: 'released', by: accountId }, accountId);
      if (held.snapshot.lease?.callUntil) hangUp(tx, caseId, accountId);
    });
  }
}
