import { Injectable } from '@nestjs/common';
import type { FraudType } from '#escalation';
import type { Tx } from '#platform';
import { Cases } from './cases.js';

/** Fields that an officer corrects; each may be left out. */
export interface CaseEdit {
  station?: string;
  amountFen?: number;
  fraudType?: FraudType;
}

/** Edits are overwrites, so they carry the version they were made on; what is appended never conflicts. */
@Injectable()
export class CaseEdits {
  constructor(private readonly cases: Cases) {}

  /**
   * In the caller's transaction. Each edit raises the version, whatever it changes.
   *
   * @param ifMatch the version that was read, as an entity tag, or `*`
   * @returns the names of the edited fields; null when the case has changed since that version
   * @throws DeskError not_found
   */
  async edit(tx: Tx, caseId: string, ifMatch: string, edit: CaseEdit, by: string): Promise<string[] | null> {
    const held = await this.cases.lock(tx, caseId);
    if (ifMatch !== '*' && ifMatch.replaceAll('"', '') !== String(held.snapshot.version)) return null;
    const fields = Object.entries(edit)
      .filter(([, value]) => value !== undefined)
      .map(([field]) => field);
    if (edit.fraudType !== undefined) {
      const facts = { ...held.snapshot.facts, fraudType: edit.fraudType };
      this.cases.step(tx, held, { type: 'facts_changed', facts }, by);
    }
    await tx.query(
      `UPDATE desk_case SET station = coalesce($2, station), amount_fen = coalesce($3, amount_fen),
              version = version + 1, snapshot = jsonb_set(snapshot::jsonb, '{version}', to_jsonb(version + 1))::json
        WHERE id = $1`,
      [caseId, edit.station ?? null, edit.amountFen ?? null],
    );
    this.cases.appendEvent(tx, caseId, 'edited', { fields }, by);
    return fields;
  }
}
