import { Injectable } from '@nestjs/common';
import type { Contribute } from '#cases';
import type { VisitState, VisitView } from '#contracts';
import type { Need, Outcome } from '#escalation';
import { Database, DeskError, type Tx } from '#platform';

export interface VisitRow {
  id: string;
  case_id: string;
  rung_id: string | null;
  station: string;
  station_name: string;
  /** Of the fallback station, whose visits any field officer may take. */
  anyones: boolean;
  state: VisitState;
  dispatched_at: Date;
  accept_by: Date;
  arrived_at: Date | null;
  needs: Need[];
  officer: string | null;
  officer_name: string | null;
  outcome: Outcome | null;
  attempt_id: string | null;
}

const SELECT = `
  SELECT v.id, v.case_id, v.rung_id, v.station, s.name AS station_name, s.fallback AS anyones, v.state, v.dispatched_at,
         v.accept_by, v.arrived_at, v.needs, v.officer, a.name AS officer_name, v.outcome, v.attempt_id
    FROM visit v JOIN station s ON s.id = v.station LEFT JOIN account a ON a.id = v.officer`;

/** Lines on a phone's page, and more than one shift's visits of a district. */
const LIST_LENGTH = 200;

/** Reads visits. */
@Injectable()
export class VisitStore {
  constructor(private readonly db: Database) {}

  /** @throws DeskError not_found */
  async read(id: string): Promise<VisitRow> {
    const row = await this.db.one<VisitRow>(`${SELECT} WHERE v.id = $1`, [id]);
    if (!row) throw new DeskError('not_found', 'no such visit');
    return row;
  }

  /** @throws DeskError not_found */
  async lock(tx: Tx, id: string): Promise<VisitRow> {
    const [row] = await tx.query<VisitRow>(`${SELECT} WHERE v.id = $1 FOR UPDATE OF v`, [id]);
    if (!row) throw new DeskError('not_found', 'no such visit');
    return row;
  }

  /**
   * Live ones first, then the newest. Null: all; else those of the officer, and those that nobody has taken yet of
   * their station (id or name) or of the fallback station.
   */
  async list(only: { station: string; officer: string } | null): Promise<VisitView[]> {
    const rows = await this.db.query<VisitRow>(
      `${SELECT} WHERE $1 OR v.officer = $3 OR (v.state = 'dispatched' AND (s.id = $2 OR s.name = $2 OR s.fallback))
        ORDER BY v.state IN ('dispatched', 'accepted', 'arrived') DESC, v.id DESC LIMIT ${LIST_LENGTH}`,
      [only === null, only?.station ?? null, only?.officer ?? null],
    );
    return rows.map(visitView);
  }

  readonly ofCases: Contribute<'visits'> = async (caseIds) => {
    const rows = await this.db.query<VisitRow>(`${SELECT} WHERE v.case_id = ANY ($1) ORDER BY v.id`, [
      caseIds,
    ]);
    const views = new Map<string, VisitView[]>(caseIds.map((id) => [id, []]));
    for (const row of rows) views.get(row.case_id)?.push(visitView(row));
    return views;
  };
}

export function visitView(row: VisitRow): VisitView {
  return {
    id: row.id,
    caseId: row.case_id,
    station: row.station_name,
    needs: row.needs,
    state: row.state,
    dispatchedAt: row.dispatched_at.toISOString(),
    acceptBy: row.accept_by.toISOString(),
    officer: row.officer === null ? null : { id: row.officer, name: row.officer_name ?? '' },
    outcome: row.outcome,
  };
}
