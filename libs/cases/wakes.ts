import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { WakeJob } from '#contracts';
import { Database, LOGGER, Queues } from '#platform';
import { Cases } from './cases.js';

/** Wakes further away than this are armed by a later pass, so that Redis holds only what is near. */
const HORIZON_S = 120;
const SWEEP_AT_ONCE = 8;

interface Unarmed {
  id: string;
  wake_no: number;
  tier: number;
  delay: number;
}

/** Fires the cases' wakes: BullMQ is told to look in time, and PostgreSQL fires what Redis did not. */
@Injectable()
export class Wakes {
  constructor(
    private readonly db: Database,
    private readonly cases: Cases,
    private readonly queues: Queues,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /**
   * Arms a BullMQ delayed job for every wake within the horizon that has none, critical first.
   *
   * @throws when Redis does not answer; the sweeper fires the wakes then.
   */
  async arm(limit = 500): Promise<number> {
    const rows = await this.db.query<Unarmed>(
      `SELECT id, wake_no, tier,
              greatest(0, extract(epoch from wake_at - holdline_now()) * 1000)::float8 AS delay
         FROM desk_case WHERE armed_no <> wake_no AND wake_at < holdline_now() + make_interval(secs => $1)
        ORDER BY tier, wake_at LIMIT $2`,
      [HORIZON_S, limit],
    );
    if (rows.length === 0) return 0;
    await this.queues.addBulk(
      'timers',
      rows.map((row) => ({
        name: 'wake',
        data: { caseId: row.id, wakeNo: row.wake_no } satisfies WakeJob,
        opts: { jobId: `${row.id}-${row.wake_no}`, delay: Math.ceil(row.delay), priority: row.tier + 1 },
      })),
    );
    await this.db.query(
      `UPDATE desk_case c SET armed_no = x.wake_no
         FROM unnest($1::uuid[], $2::int[]) AS x(id, wake_no) WHERE c.id = x.id AND c.armed_no < x.wake_no`,
      [rows.map((row) => row.id), rows.map((row) => row.wake_no)],
    );
    return rows.length;
  }

  /**
   * Fires every wake that is due, critical first, one transaction per case; a case that fails is tried again with
   * back-off and does not hold up the others.
   *
   * @returns how many were due.
   */
  async sweep(limit = 500): Promise<number> {
    const due = await this.db.query<{ id: string }>(
      `SELECT id FROM desk_case WHERE wake_at <= holdline_now() AND coalesce(wake_after <= holdline_now(), true)
        ORDER BY tier, wake_at LIMIT $1`,
      [limit],
    );
    for (let at = 0; at < due.length; at += SWEEP_AT_ONCE) {
      await Promise.all(due.slice(at, at + SWEEP_AT_ONCE).map((row) => this.fire(row.id, null)));
    }
    return due.length;
  }

  /**
   * Fires one wake. Never throws: a case that fails is noted and backs off, and from the third failure on it is the
   * auditor's finding.
   */
  async fire(caseId: string, wakeNo: number | null): Promise<void> {
    try {
      await this.cases.wake(caseId, wakeNo);
    } catch (error) {
      this.log.error({ caseId, err: error }, 'a wake failed');
      await this.failed(caseId).catch((again: unknown) =>
        this.log.error({ caseId, err: again }, 'a failed wake could not be noted'),
      );
    }
  }

  private async failed(caseId: string): Promise<void> {
    await this.db.query(
      `UPDATE desk_case SET wake_errors = least(wake_errors + 1, 99),
              wake_after = holdline_now() + make_interval(secs => least(60, 2 ^ least(wake_errors, 6)))
        WHERE id = $1`,
      [caseId],
    );
  }
}
