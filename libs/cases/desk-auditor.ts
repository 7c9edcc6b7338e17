import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { FindingKind } from '#contracts';
import { Database, LOGGER, wallClock } from '#platform';
import { Alarms } from './alarms.js';
import { FINDINGS } from './findings.sql.js';
import { Wakes } from './wakes.js';

export interface Finding {
  kind: FindingKind;
  /** The row it is about. */
  id: string;
  caseId: string | null;
  /** The same row with another cause is another finding. */
  cause: string;
}

/** What the last look that succeeded came to. */
export interface LastLook {
  /** Monotonic ms of this process (`wallClock.elapsed`). */
  at: number;
  findings: number;
}

/** Looks every 5 seconds for anybody who was dropped; rings for the supervisor and heals what it can (design.md rule 3). */
@Injectable()
export class DeskAuditor {
  /** Null until one has succeeded. */
  lastLook: LastLook | null = null;

  constructor(
    private readonly db: Database,
    private readonly alarms: Alarms,
    private readonly wakes: Wakes,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  findings(): Promise<Finding[]> {
    return this.db.query<Finding & Record<string, unknown>>(FINDINGS);
  }

  /**
   * Takes one look. Each finding rings once; what is no longer found is cleared from the supervisor's list. Overdue
   * wakes are fired, lost alerts put in line again, clocks set; the rest heals by its own loop or needs a person.
   */
  async look(): Promise<Finding[]> {
    const found = await this.findings();
    this.lastLook = { at: wallClock.elapsed(), findings: found.length };
    const rung = await this.alarms.ringFindings(found);
    if (rung > 0)
      this.log.error({ findings: found.slice(0, 20), count: found.length }, 'somebody was nearly dropped');
    const of = (kind: FindingKind): string[] => found.filter((f) => f.kind === kind).map((f) => f.id);
    const healings: [string[], (ids: string[]) => Promise<unknown>][] = [
      [of('wake_overdue'), () => this.wakes.sweep()],
      [of('alert_without_case'), (ids) => this.placeAgain(ids)],
      [of('quarantine_without_clock'), (ids) => this.setClock(ids)],
    ];
    for (const [ids, heal] of healings) {
      if (ids.length === 0) continue;
      await heal(ids).catch((error: unknown) =>
        this.log.error({ err: error }, 'a finding could not be healed'),
      );
    }
    return found;
  }

  /** Puts alerts whose place-effect was lost in line again, as urgent as they were. */
  private placeAgain(alertIds: string[]): Promise<unknown> {
    return this.db.query(
      `INSERT INTO outbox (kind, key, payload, priority)
       SELECT 'intake.place', 'place:' || a.id || ':' || a.revision || ':again',
              jsonb_build_object('alertId', a.id), coalesce(lost.priority, a.tier, 0)
         FROM alert a LEFT JOIN outbox lost ON lost.key = 'place:' || a.id || ':' || a.revision
        WHERE a.id = ANY($1)
       ON CONFLICT (key) DO UPDATE
          SET state = 'pending', tries = 0, run_after = holdline_now(), relayed_no = -1, settled_at = NULL
        WHERE outbox.state NOT IN ('pending', 'sending')`,
      [alertIds],
    );
  }

  /** Due at once: nobody has watched over it so far. */
  private setClock(alertIds: string[]): Promise<unknown> {
    return this.db.query(
      `UPDATE alert SET due_at = holdline_now() WHERE id = ANY($1) AND status = 'quarantined' AND due_at IS NULL`,
      [alertIds],
    );
  }
}
