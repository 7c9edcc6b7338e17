import { Injectable } from '@nestjs/common';
import { leaseEnd, type CaseFacts, type CaseRef } from '#escalation';
import { People } from '#people';
import { DeskError, type Tx } from '#platform';
import { MovedBelongings } from './belongings.js';
import type { LockedCase } from './case.store.js';
import { Cases } from './cases.js';
import { checkMerge, notTheirs, refusal, type Merger } from './merge-rules.js';

/** A case under lock and how people call it. */
interface Named extends LockedCase {
  ref: CaseRef;
}

/** Two cases that turn out to be one, and to have been two after all (domain.md section 3: attach to the open case). */
@Injectable()
export class Merging {
  constructor(
    private readonly cases: Cases,
    private readonly people: People,
    private readonly belongings: MovedBelongings,
  ) {}

  /**
   * Merges a case into another one, which looks after it from then on: in the caller's transaction.
   *
   * @param twoIdNumbers a supervisor knows that the identity numbers differ, and that it is one person all the same
   * @throws DeskError not_found, case_ended, claimed_by_other, wrong_state, conflict; see `checkMerge`
   */
  async merge(tx: Tx, caseId: string, intoId: string, by: Merger, twoIdNumbers: boolean): Promise<void> {
    if (caseId === intoId) throw refusal('conflict', 'into', 'itself');
    const { first: from, second: into, idNumbersDiffer } = await this.lockBoth(tx, caseId, intoId);
    const [known] = await tx.query<{ keeps: boolean; suspects: boolean; more: boolean }>(WHAT_IT_BRINGS, [
      from.id,
      into.id,
    ]);
    checkMerge({ from, into, keepsOthers: known!.keeps, idNumbersDiffer, twoIdNumbers }, by);

    const { snapshot: mine } = from;
    const facts = mergedFacts(into.snapshot.facts, mine.facts);
    const news =
      known!.suspects ||
      known!.more ||
      facts.signals.length > into.snapshot.facts.signals.length ||
      (mine.facts.fraudType !== 'other' && mine.facts.fraudType !== into.snapshot.facts.fraudType);
    this.cases.step(tx, from, { type: 'merged', into: into.ref }, by.id);
    await this.belongings.handOver(tx, from.id, into.id);
    this.cases.step(
      tx,
      into,
      {
        type: 'took_in',
        from: from.ref,
        // An ended case was refused above.
        state: mine.state === 'watched' ? 'watched' : 'open',
        tier: mine.tier,
        tierFloor: mine.tierFloor,
        reasons: mine.tierReasons,
        raised: mine.raised,
        facts,
        news,
        countermeasuresActive: mine.countermeasuresActive,
      },
      by.id,
    );
    tx.send(
      `UPDATE desk_case i SET alerts = i.alerts + f.alerts, amount_fen = greatest(i.amount_fen, f.amount_fen),
              station = coalesce(i.station, f.station)
         FROM desk_case f WHERE i.id = $2 AND f.id = $1`,
      [from.id, into.id],
    );
  }

  /**
   * Takes a case out again: it begins anew, with what had moved along. The other one goes on, also when it has ended.
   *
   * @returns the case it had been merged into
   * @throws DeskError not_found, wrong_state when it is merged into none, claimed_by_other, conflict when the person
   *   has another live case by now
   */
  async unmerge(tx: Tx, caseId: string, by: Merger): Promise<string> {
    const [row] = await tx.query<{ into: string | null }>(
      `SELECT merged_into AS into FROM desk_case WHERE id = $1`,
      [caseId],
    );
    if (!row) throw new DeskError('not_found', 'no such case');
    if (row.into === null) throw refusal('wrong_state', '', 'not_merged');
    const { first: from, second: into } = await this.lockBoth(tx, caseId, row.into);
    // Somebody was faster; whose case it is now is for who asks again.
    if (from.snapshot.mergedInto !== into.id) throw refusal('wrong_state', '', 'not_merged');
    const lease = into.snapshot.lease;
    const holder = lease && leaseEnd(lease) > into.now ? lease.by : null;
    if (!by.supervises && holder !== by.id) throw notTheirs(holder);
    const [live] = await tx.query(`SELECT 1 FROM desk_case WHERE person_id = $1 AND state <> 'ended'`, [
      from.personId,
    ]);
    if (live) throw refusal('conflict', '', 'live_case');

    const active = await this.belongings.takeBack(tx, from.id, into.id);
    this.cases.step(
      tx,
      from,
      { type: 'unmerged', from: into.ref, countermeasuresActive: active.from },
      by.id,
    );
    if (into.snapshot.state === 'ended') {
      this.cases.appendEvent(tx, into.id, 'gave_back', { to: from.id, no: from.ref.no }, by.id);
    } else {
      this.cases.step(
        tx,
        into,
        { type: 'gave_back', to: from.ref, countermeasuresActive: active.into },
        by.id,
      );
    }
    tx.send(
      `UPDATE desk_case i SET alerts = i.alerts - f.alerts FROM desk_case f WHERE i.id = $2 AND f.id = $1`,
      [from.id, into.id],
    );
    return into.id;
  }

  /** Persons, then cases, each in the order of their ids: two merges at once wait for each other, and never in a circle. */
  private async lockBoth(
    tx: Tx,
    firstId: string,
    secondId: string,
  ): Promise<{ first: Named; second: Named; idNumbersDiffer: boolean }> {
    const rows = await tx.query<{ id: string; no: string; person_id: string }>(
      `SELECT id, no, person_id FROM desk_case WHERE id = ANY ($1) ORDER BY id`,
      [[firstId, secondId]],
    );
    const find = (id: string) => rows.find((row) => row.id === id);
    const [first, second] = [find(firstId), find(secondId)];
    if (!first) throw new DeskError('not_found', 'no such case');
    if (!second) throw refusal('not_found', 'into', 'unknown');
    const { idNumbersDiffer } = await this.people.lockBoth(tx, [first.person_id, second.person_id]);
    const named = new Map<string, Named>();
    for (const { id, no } of rows) named.set(id, { ...(await this.cases.lock(tx, id)), ref: { id, no } });
    return { first: named.get(firstId)!, second: named.get(secondId)!, idNumbersDiffer };
  }
}

/** Whether other cases are merged into $1, and whether it knows suspects or an amount that $2 does not. */
const WHAT_IT_BRINGS = `
  WITH theirs AS (SELECT id FROM desk_case WHERE id = $2 OR merged_into = $2)
  SELECT EXISTS (SELECT FROM desk_case WHERE merged_into = $1) AS keeps,
         EXISTS (SELECT unnest(suspect_index) FROM alert WHERE case_id = $1
                 EXCEPT SELECT unnest(suspect_index) FROM alert WHERE case_id IN (SELECT id FROM theirs)) AS suspects,
         coalesce((SELECT amount_fen FROM desk_case WHERE id = $1), 0) >
           coalesce((SELECT amount_fen FROM desk_case WHERE id = $2), 0) AS more`;

/** Both sides' facts; whom the ladder can reach, and how, stays as the case that goes on knows it. */
function mergedFacts(into: CaseFacts, from: CaseFacts): CaseFacts {
  return {
    ...into,
    fraudType: into.fraudType === 'other' ? from.fraudType : into.fraudType,
    signals: [...new Set([...into.signals, ...from.signals])],
    flags: [...new Set([...into.flags, ...from.flags])],
    alertsIn30Days: into.alertsIn30Days + from.alertsIn30Days,
  };
}
