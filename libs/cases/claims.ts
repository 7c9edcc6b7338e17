import { Inject, Injectable } from '@nestjs/common';
import { leaseEnd } from '#escalation';
import { Database, DeskError, Env, type Tx } from '#platform';
import type { LockedCase } from './case.store.js';
import { Cases, type Applied } from './cases.js';
import { hangUp } from './own-call.js';
import { HELD, LEASE_END } from './queue.sql.js';

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
    @Inject(Env) private readonly env: Env,
  ) {}

  /**
   * Takes one case; one that they hold already is taken anew and is no further one.
   *
   * @throws DeskError claimed_by_other when somebody else's lease is alive; too_many_cases.
   */
  async claim(caseId: string, accountId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      this.lockAccount(tx, accountId);
      const [holds, held] = await Promise.all([this.countHeld(tx, accountId), this.cases.lock(tx, caseId)]);
      this.take(tx, held, accountId, { holds });
    });
  }

  /**
   * A supervisor takes it from whoever holds it, whose call counts as over; however many they hold, since somebody must.
   *
   * @returns the account that held it; null when nobody else did.
   */
  async takeOver(tx: Tx, caseId: string, accountId: string): Promise<string | null> {
    const held = await this.cases.lock(tx, caseId);
    const { decision } = this.take(tx, held, accountId, { over: true });
    const from = held.snapshot.lease?.by ?? null;
    if (from === null || !decision.events.some((event) => event.kind === 'taken_over')) return null;
    hangUp(tx, caseId, from);
    return from;
  }

  /**
   * Takes the case that is next in the queue: two callers never get the same one, since a row that somebody else is
   * taking is skipped.
   *
   * @returns its id, or null when nothing is due. @throws DeskError too_many_cases
   */
  async next(accountId: string): Promise<string | null> {
    return this.db.transaction(async (tx) => (await this.nextIn(tx, accountId))?.id ?? null);
  }

  /** The same in the caller's transaction. @returns the case as claimed, locked */
  async nextIn(tx: Tx, accountId: string): Promise<LockedCase | null> {
    const limit = this.env.CASES_PER_OFFICER;
    this.lockAccount(tx, accountId);
    // Whoever may not take it does not lock it either: others would pass over the most urgent case meanwhile.
    const held = await this.cases.lockNext(tx, accountId, limit);
    if (held) return { ...held, snapshot: this.take(tx, held, accountId, {}).snapshot };
    if ((await this.countHeld(tx, accountId)) >= limit) throw tooMany(limit);
    return null;
  }

  private take(
    tx: Tx,
    held: LockedCase,
    accountId: string,
    { holds = 0, over = false }: { holds?: number; over?: boolean },
  ): Applied {
    const { lease } = held.snapshot;
    const again = lease?.by === accountId && leaseEnd(lease) > held.now;
    if (!again && holds >= this.env.CASES_PER_OFFICER) throw tooMany(this.env.CASES_PER_OFFICER);
    const until = held.now + LEASE_MS;
    return this.cases.step(tx, held, { type: 'claimed', by: accountId, until, over }, accountId);
  }

  /** An account takes one case after the other; others are not kept waiting, and rows that name it are written all the same. */
  private lockAccount(tx: Tx, accountId: string): void {
    tx.send(`SELECT FROM account WHERE id = $1 FOR NO KEY UPDATE`, [accountId]);
  }

  /** How many cases an account holds. A statement after that of the lock, so that it sees what its last holder took. */
  private async countHeld(tx: Tx, accountId: string): Promise<number> {
    const [row] = await tx.query<{ n: number }>(HELD, [accountId]);
    return row!.n;
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

function tooMany(limit: number): DeskError {
  return new DeskError('too_many_cases', `no officer holds more than ${limit} cases`, [
    {
      field: '',
      code: 'too_many_cases',
      message: `${limit} at most: record a result or put one back first`,
      messageZh: `最多同时持有${limit}件，请先处置或退回其中一件`,
    },
  ]);
}
