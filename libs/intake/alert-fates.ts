import { Injectable } from '@nestjs/common';
import type { CaseState, Outcome } from '#escalation';
import { Database, DeskError } from '#platform';

/** What a source may know of an alert it sent. */
export interface AlertFate {
  id: string;
  sourceRef: string;
  status: 'accepted' | 'revised' | 'quarantined' | 'dismissed';
  caseState: CaseState | null;
  /** How the case ended, or why it is watched. */
  result: Outcome | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

@Injectable()
export class AlertFates {
  constructor(private readonly db: Database) {}

  /** Of an alert whose case was merged: what became of the one that looks after it. @throws DeskError not_found, also for an alert of another source */
  async of(sourceId: string, alertId: string): Promise<AlertFate> {
    const fate = UUID.test(alertId)
      ? await this.db.one<AlertFate & Record<string, unknown>>(
          `SELECT a.id, a.source_ref AS "sourceRef", a.status, c.state AS "caseState", c.result
             FROM alert a LEFT JOIN desk_case o ON o.id = a.case_id
             LEFT JOIN desk_case c ON c.id = coalesce(o.merged_into, o.id) WHERE a.id = $1 AND a.source_id = $2`,
          [alertId, sourceId],
        )
      : null;
    if (!fate) throw new DeskError('not_found', 'no such alert of yours');
    return fate;
  }
}
