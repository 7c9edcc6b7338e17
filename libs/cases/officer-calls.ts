import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import type { CallStarted } from '#contracts';
import { People } from '#people';
import { Database, DeskError, type Tx } from '#platform';
import type { LockedCase } from './case.store.js';
import { Cases } from './cases.js';
import { CALL_MS, LEASE_MS } from './claims.js';
import { anotherCallIsUp } from './live-call.js';

/** The officer's own call: the number leaves the people room only here, and that is recorded. */
@Injectable()
export class OfficerCalls {
  constructor(
    private readonly db: Database,
    private readonly cases: Cases,
    private readonly people: People,
    private readonly audit: Audit,
  ) {}

  /**
   * Starts a call: holds the lease for 30 min at most and hands out the `tel:` link.
   *
   * @throws DeskError claimed_by_other without a lease of one's own; conflict while another call to the person is up;
   *   wrong_state without a usable phone.
   */
  async start(caseId: string, accountId: string): Promise<CallStarted> {
    return this.db.transaction(async (tx) => this.startIn(tx, await this.cases.lock(tx, caseId), accountId));
  }

  /** The same for a case that the caller has locked. */
  async startIn(tx: Tx, held: LockedCase, accountId: string): Promise<CallStarted> {
    if (held.snapshot.lease?.by !== accountId)
      throw new DeskError('claimed_by_other', 'claim the case first');
    const [taken, phone] = await Promise.all([
      anotherCallIsUp(tx, held.personId, { by: accountId }),
      this.people.phone(held.personId, tx),
    ]);
    if (taken) throw new DeskError('conflict', 'another call to this person is up');
    if (phone === null) throw new DeskError('wrong_state', 'no usable phone number is known');
    tx.send(
      `UPDATE officer_call SET ended_at = holdline_now()
        WHERE person_id = $1 AND ended_at IS NULL AND (ends_by <= holdline_now() OR by = $2)`,
      [held.personId, accountId],
    );
    const until = held.now + CALL_MS;
    const [call] = await tx.query<{ id: string }>(
      `INSERT INTO officer_call (case_id, person_id, by, started_at, ends_by)
       VALUES ($1, $2, $3, holdline_now(), to_timestamp($4::float8 / 1000))
       ON CONFLICT (person_id) WHERE ended_at IS NULL DO NOTHING RETURNING id`,
      [held.id, held.personId, accountId, until],
    );
    if (!call) throw new DeskError('conflict', 'another call to this person is up');
    this.cases.step(
      tx,
      held,
      { type: 'lease_extended', until: held.now + LEASE_MS, callUntil: until },
      accountId,
    );
    this.cases.appendEvent(tx, held.id, 'call_started', { callId: call.id }, accountId);
    await this.audit.record(tx, {
      actor: accountId,
      actorKind: 'account',
      action: 'person.reveal',
      entity: 'person',
      entityId: held.personId,
      data: { field: 'phone', reason: 'call', caseId: held.id },
    });
    return { callId: call.id, tel: `tel:${phone}`, holdUntil: new Date(until).toISOString() };
  }

  /** The call is over; the lease is a plain one again. */
  async end(caseId: string, callId: string, accountId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const held = await this.cases.lock(tx, caseId);
      const ended = await tx.query(
        `UPDATE officer_call SET ended_at = holdline_now()
          WHERE id = $1 AND case_id = $2 AND by = $3 AND ended_at IS NULL RETURNING id`,
        [callId, caseId, accountId],
      );
      if (ended.length === 0 || held.snapshot.lease?.by !== accountId) return;
      this.cases.step(
        tx,
        held,
        { type: 'lease_extended', until: held.now + LEASE_MS, callUntil: null },
        accountId,
      );
    });
  }
}
