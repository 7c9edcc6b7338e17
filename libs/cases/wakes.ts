import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { WakeJob } from '#contracts';
import { Database, gathered, LOGGER, Queues, sideBySide } from '#platform';
import type { Wake } from './case.store.js';
import { Cases } from './cases.js';

/** Wakes further away than this are armed by a later pass, so that Redis holds only what is near. */
const HORIZON_S = 120;
/** In a storm wakes fire many to a transaction: a commit and a trip to the database cost as much as a decision. */
const TOGETHER = { most: 32, lanes: 4 };
const SWEEP_AT_ONCE = TOGETHER.most * TOGETHER.lanes;

interface Unarmed {
  id: string;
  wake_no: number;
  tier: number;
  delay: number;
}

/** Fires the cases' wakes: BullMQ is told to look in time, and PostgreSQL fires what Redis did not. */
@Injectable()
export class Wakes {
  private readonly decide: (wake: Wake) => Promise<boolean>;

  constructor(
    private readonly db: Database,
    cases: Cases,
    private readonly queues: Queues,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    this.decide = gathered(TOGETHER, (wakes: Wake[]) => cases.wake(wakes));
  }

  /**
   * Arms a BullMQ delayed job for every wake within the horizon that has none, critical first. A wake is marked as armed
   * before its job is there, so that a job of a wake that is due finds the case in nobody's hands.
   *
   * @throws when Redis does not answer; the sweeper fires the wakes then.
   */
  async arm(limit = 500): Promise<number> {
    // Nothing is marked for a Redis that is known to be away.
    await this.queues.answering('timers');
    const rows = await this.db.query<Unarmed>(MARK, [HORIZON_S, limit]);
    if (rows.length === 0) return 0;
    const jobs = rows.map((row) => ({
      name: 'wake',
      data: { caseId: row.id, wakeNo: row.wake_no } satisfies WakeJob,
      opts: { jobId: `${row.id}-${row.wake_no}`, delay: Math.ceil(row.delay), priority: row.tier + 1 },
    }));
    try {
      await this.queues.addBulk('timers', jobs);
    } catch (error) {
      await this.db.query(UNMARK, [rows.map((row) => row.id)]);
      throw error;
    }
    return rows.length;
  }

  /**
   * Fires every wake that is due, critical first; a case that fails is tried again with back-off and does not hold up
   * the others. Looks again after each `limit`, for what became due meanwhile and is more
   * urgent.
   *
   * @returns how many were due.
   */
  async sweep(limit = 500): Promise<number> {
    for (let seen = 0; ;) {
      const due = await this.db.query<{ id: string }>(DUE, [limit]);
      let fired = 0;
      await sideBySide(due, SWEEP_AT_ONCE, async ({ id }) => {
        if (await this.fire(id, null)) fired += 1;
      });
      seen += due.length;
      // Where nothing can be written the same wakes would be due for ever.
      if (due.length < limit || fired === 0) return seen;
    }
  }

  /**
   * Fires one wake. Never throws: a case that fails is noted and backs off, and from the third failure on it is the
   * auditor's finding.
   *
   * @returns true when it was the armed one and due, and was decided.
   */
  async fire(caseId: string, wakeNo: number | null): Promise<boolean> {
    try {
      return await this.decide({ caseId, wakeNo });
    } catch (error) {
      this.log.error({ caseId, err: error }, 'a wake failed');
      await this.failed(caseId).catch((again: unknown) =>
        this.log.error({ caseId, err: again }, 'a failed wake could not be noted'),
      );
      return false;
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

const DUE = `
  SELECT id FROM desk_case WHERE wake_at <= holdline_now() AND coalesce(wake_after <= holdline_now(), true)
   ORDER BY tier, wake_at LIMIT $1`;

/** Up to $2 wakes of the next $1 seconds, marked as armed; passes over cases that somebody is writing. */
const MARK = `
  WITH armed AS (
    UPDATE desk_case SET armed_no = wake_no WHERE id IN (
      SELECT id FROM desk_case
       WHERE armed_no <> wake_no AND wake_at < holdline_now() + make_interval(secs => $1)
       ORDER BY tier, wake_at LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING id, wake_no, tier, wake_at)
  SELECT id, wake_no, tier, greatest(0, extract(epoch from wake_at - holdline_now()) * 1000)::float8 AS delay
    FROM armed ORDER BY tier, wake_at`;

const UNMARK = `UPDATE desk_case SET armed_no = -1 WHERE id = ANY ($1) AND armed_no = wake_no`;
