import { Injectable } from '@nestjs/common';
import type { AlarmView, FindingKind, OpenAlarms } from '#contracts';
import { TIERS } from '#escalation';
import { Database, DeskError } from '#platform';
import { Cases } from './cases.js';

interface AlarmRow {
  id: string;
  case_id: string | null;
  case_no: string | null;
  tier: number | null;
  code: string;
  rung_id: string | null;
  percent: number | null;
  raised_at: Date;
  cleared_at: Date | null;
  by_id: string | null;
  by_name: string | null;
}

const SELECT = `
  SELECT m.id, m.case_id, c.no AS case_no, c.tier, m.code, m.rung_id, m.percent, m.raised_at,
         m.cleared_at, a.id AS by_id, a.name AS by_name
    FROM alarm m LEFT JOIN desk_case c ON c.id = m.case_id LEFT JOIN account a ON a.id = m.acknowledged_by`;

/** Each finding rings once; one that had healed and is back rings anew, unless somebody has taken note of it. */
const RING = `
  WITH rung AS (
    INSERT INTO alarm (key, case_id, code, finding_id, raised_at)
    SELECT kind || ':' || id || ':' || cause, "caseId", kind, id, holdline_now()
      FROM jsonb_to_recordset($1::jsonb) AS f(kind text, id uuid, "caseId" uuid, cause text)
        ON CONFLICT (key) DO UPDATE SET cleared_at = NULL, raised_at = excluded.raised_at
           WHERE alarm.cleared_at IS NOT NULL AND alarm.acknowledged_at IS NULL
    RETURNING id, case_id, code)
  INSERT INTO case_event (case_id, version, kind, at, data)
  SELECT rung.case_id, c.version, 'alarm', holdline_now(),
         jsonb_build_object('alarmId', rung.id, 'code', rung.code, 'rungId', NULL, 'percent', NULL)
    FROM rung LEFT JOIN desk_case c ON c.id = rung.case_id
  RETURNING id`;
/** The feed hears of the alarms in "cleared". */
const CLEARED = `
  INSERT INTO case_event (case_id, version, kind, at, data)
  SELECT cleared.case_id, c.version, 'alarm_cleared', holdline_now(),
         jsonb_build_object('alarmId', cleared.id, 'code', cleared.code)
    FROM cleared LEFT JOIN desk_case c ON c.id = cleared.case_id`;
/** Open alarms of the auditor whose finding is not among $1 any more. */
const CLEAR = `
  WITH cleared AS (
    UPDATE alarm SET cleared_at = holdline_now()
     WHERE finding_id IS NOT NULL AND acknowledged_at IS NULL AND cleared_at IS NULL AND key <> ALL ($1)
    RETURNING id, case_id, code)
  ${CLEARED}`;

const CLEAR_DESK = `
  WITH cleared AS (
    UPDATE alarm SET cleared_at = holdline_now()
     WHERE code = $1 AND case_id IS NULL AND acknowledged_at IS NULL AND cleared_at IS NULL
    RETURNING id, case_id, code)
  ${CLEARED}`;

/** Supervisors' alarms: rows that stay until somebody acknowledges them by name, or the auditor sees them healed. */
@Injectable()
export class Alarms {
  constructor(
    private readonly db: Database,
    private readonly cases: Cases,
  ) {}

  /**
   * Rings for what the auditor found and clears what it no longer finds. Written directly, since what is stuck may be
   * the outbox.
   *
   * @returns how many rang
   */
  async ringFindings(
    found: readonly { kind: FindingKind; id: string; caseId: string | null; cause: string }[],
  ): Promise<number> {
    return this.db.transaction(async (tx) => {
      await tx.query(CLEAR, [found.map(({ kind, id, cause }) => `${kind}:${id}:${cause}`)]);
      return found.length === 0 ? 0 : (await tx.query(RING, [JSON.stringify(found)])).length;
    });
  }

  /**
   * Rings for the desk itself, once for each key; again when it had been cleared before anybody took note of it.
   *
   * @returns whether it rang
   */
  async ringDesk(key: string, code: string): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const [alarm] = await tx.query<{ id: string }>(
        `INSERT INTO alarm (key, code, raised_at) VALUES ($1, $2, holdline_now())
         ON CONFLICT (key) DO UPDATE SET cleared_at = NULL, raised_at = excluded.raised_at
            WHERE alarm.cleared_at IS NOT NULL AND alarm.acknowledged_at IS NULL RETURNING id`,
        [key, code],
      );
      if (!alarm) return false;
      const data = { alarmId: alarm.id, code, rungId: null, percent: null };
      this.cases.appendEvent(tx, null, 'alarm', data);
      return true;
    });
  }

  /** What such an alarm told of is over: those that nobody has taken note of leave the list. */
  async clearDesk(code: string): Promise<void> {
    await this.db.query(CLEAR_DESK, [code]);
  }

  /** Open alarms, those of the desk itself and the most urgent tier first, oldest first in each; and how many in all. */
  async open(limit = 200): Promise<OpenAlarms> {
    const rows = await this.db.query<AlarmRow & { total: number }>(
      `SELECT *, count(*) OVER ()::int AS total FROM (${SELECT}
        WHERE m.acknowledged_at IS NULL AND m.cleared_at IS NULL) AS m
        ORDER BY coalesce(tier, 0), raised_at LIMIT $1`,
      [limit],
    );
    return { items: rows.map(view), total: rows[0]?.total ?? 0 };
  }

  async byIds(ids: readonly string[]): Promise<AlarmView[]> {
    if (ids.length === 0) return [];
    return (await this.db.query<AlarmRow>(`${SELECT} WHERE m.id = ANY($1)`, [ids])).map(view);
  }

  /** Takes note of an alarm by name; repeating it changes nothing. @throws DeskError not_found */
  async acknowledge(id: string, accountId: string): Promise<AlarmView> {
    await this.db.transaction(async (tx) => {
      const [row] = await tx.query<{ case_id: string | null; finding_id: string | null }>(
        `UPDATE alarm SET acknowledged_by = $2, acknowledged_at = holdline_now()
          WHERE id = $1 AND acknowledged_at IS NULL RETURNING case_id, finding_id`,
        [id, accountId],
      );
      if (!row) return;
      // Somebody knows of it now: an effect that was given up is no longer a finding.
      await tx.query(`UPDATE outbox SET untold = false WHERE id = $1 AND untold`, [row.finding_id]);
      this.cases.appendEvent(tx, row.case_id, 'alarm_acknowledged', { alarmId: id }, accountId);
    });
    const [alarm] = await this.byIds([id]);
    if (!alarm) throw new DeskError('not_found', 'no such alarm');
    return alarm;
  }
}

function view(row: AlarmRow): AlarmView {
  return {
    id: row.id,
    caseId: row.case_id,
    caseNo: row.case_no,
    tier: row.tier === null ? null : TIERS[row.tier]!,
    code: row.code,
    rungId: row.rung_id,
    percent: row.percent,
    at: row.raised_at.toISOString(),
    clearedAt: row.cleared_at?.toISOString() ?? null,
    acknowledgedBy: row.by_id === null ? null : { id: row.by_id, name: row.by_name ?? '' },
  };
}
