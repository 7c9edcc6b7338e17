import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AlarmView } from '#contracts';
import { TIERS } from '#escalation';
import { Database, DeskError, Outbox } from '#platform';
import { Cases } from './cases.js';

interface AlarmRow {
  id: string;
  case_id: string;
  case_no: string;
  tier: number;
  code: string;
  rung_id: string | null;
  percent: number | null;
  raised_at: Date;
  by_id: string | null;
  by_name: string | null;
}

const SELECT = `
  SELECT m.id, m.case_id, c.no AS case_no, c.tier, m.code, m.rung_id, m.percent, m.raised_at,
         a.id AS by_id, a.name AS by_name
    FROM alarm m JOIN desk_case c ON c.id = m.case_id LEFT JOIN account a ON a.id = m.acknowledged_by`;

/** Supervisors' alarms: rows that stay until somebody acknowledges them by name. */
@Injectable()
export class Alarms implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly cases: Cases,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.outbox.register('cases.alarm', {
      queue: 'outreach',
      repeat: 'safe',
      timeoutMs: 10_000,
      maxTries: 20,
      handle: async (row) => {
        const { caseId, rungId, code, percent } = row.payload;
        await this.db.transaction(async (tx) => {
          const [alarm] = await tx.query<{ id: string }>(
            `INSERT INTO alarm (key, case_id, rung_id, code, percent, raised_at)
             VALUES ($1, $2, $3, $4, $5, holdline_now()) ON CONFLICT (key) DO NOTHING RETURNING id`,
            [row.key, caseId, rungId, code, percent],
          );
          if (alarm)
            await this.cases.appendEvent(tx, caseId, 'alarm', { alarmId: alarm.id, code, rungId, percent });
        });
        return { status: 'done' };
      },
    });
  }

  /** Open alarms, the most urgent tier first, oldest first in each. */
  async open(limit = 200): Promise<AlarmView[]> {
    const rows = await this.db.query<AlarmRow>(
      `${SELECT} WHERE m.acknowledged_at IS NULL ORDER BY c.tier, m.raised_at LIMIT $1`,
      [limit],
    );
    return rows.map(view);
  }

  async byIds(ids: readonly string[]): Promise<AlarmView[]> {
    if (ids.length === 0) return [];
    return (await this.db.query<AlarmRow>(`${SELECT} WHERE m.id = ANY($1)`, [ids])).map(view);
  }

  /** Takes note of an alarm by name; repeating it changes nothing. @throws DeskError not_found */
  async acknowledge(id: string, accountId: string): Promise<AlarmView> {
    await this.db.transaction(async (tx) => {
      const [row] = await tx.query<{ case_id: string }>(
        `UPDATE alarm SET acknowledged_by = $2, acknowledged_at = holdline_now()
          WHERE id = $1 AND acknowledged_at IS NULL RETURNING case_id`,
        [id, accountId],
      );
      if (row)
        await this.cases.appendEvent(tx, row.case_id, 'alarm_acknowledged', { alarmId: id }, accountId);
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
    tier: TIERS[row.tier]!,
    code: row.code,
    rungId: row.rung_id,
    percent: row.percent,
    at: row.raised_at.toISOString(),
    acknowledgedBy: row.by_id === null ? null : { id: row.by_id, name: row.by_name ?? '' },
  };
}
