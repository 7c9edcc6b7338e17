import { Injectable } from '@nestjs/common';
import { Database } from '#platform';
import { Cases } from './cases.js';

export interface Finding {
  kind: 'case_without_wake' | 'wake_overdue' | 'alert_without_case' | 'effect_stuck';
  id: string;
}

/** Rule 3 as one query: what is dropped, late or stuck. `alert` and `outbox` ages are the desk's. */
const INVARIANT = `
  SELECT 'case_without_wake' AS kind, id FROM desk_case WHERE state <> 'ended' AND wake_at IS NULL
  UNION ALL
  SELECT 'wake_overdue', id FROM desk_case WHERE wake_at < holdline_now() - interval '5 seconds'
  UNION ALL
  SELECT 'alert_without_case', id FROM alert
   WHERE status IN ('accepted', 'revised') AND case_id IS NULL AND received_at < holdline_now() - interval '10 seconds'
  UNION ALL
  SELECT 'effect_stuck', id FROM outbox
   WHERE (state = 'pending' AND run_after < holdline_now() - interval '30 seconds')
      OR (state = 'sending' AND sending_until < holdline_now() - interval '30 seconds')
  LIMIT 1000`;

/** Looks every 5 seconds for anybody who was dropped; heals what it can and rings (design.md rule 3). */
@Injectable()
export class DeskAuditor {
  constructor(
    private readonly db: Database,
    private readonly cases: Cases,
  ) {}

  findings(): Promise<Finding[]> {
    return this.db.query<Finding & Record<string, unknown>>(INVARIANT);
  }

  /** Takes one look. Overdue wakes and lost alerts are also put back in line; a lost wake rings. */
  async look(): Promise<Finding[]> {
    const found = await this.findings();
    const lostAlerts = found.filter((f) => f.kind === 'alert_without_case').map((f) => f.id);
    if (lostAlerts.length > 0) await this.replace(lostAlerts);
    for (const finding of found.filter((f) => f.kind === 'wake_overdue').slice(0, 100)) {
      await this.cases.wake(finding.id, null);
    }
    return found;
  }

  /** Writes the place-effect again for alerts whose first one failed or was lost. */
  private async replace(alertIds: string[]): Promise<void> {
    await this.db.query(
      `INSERT INTO outbox (kind, key, payload, priority)
       SELECT 'intake.place', 'place:' || a.id || ':again:' || floor(extract(epoch from holdline_now()) / 60),
              jsonb_build_object('alertId', a.id), 0
         FROM unnest($1::uuid[]) AS a(id)
       ON CONFLICT (key) DO NOTHING`,
      [alertIds],
    );
  }
}
