import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { OUTBOX_KINDS } from '#contracts';
import { TIERS } from '#escalation';
import { Database } from '#platform';

interface Look {
  open: Record<string, number>;
  outbox: { kind: string; state: string; n: number; oldest_s: number }[];
  wake_late_s: number;
  alarms: number;
  quarantine: number;
  unsealed: number;
}

/**
 * What a desk is watched by, read from PostgreSQL at each scrape: it is the same on every api process, and goes on while
 * Redis or the worker are away, when it matters most. Numbers and keys only.
 */
const LOOK = `
  SELECT (SELECT coalesce(jsonb_object_agg(tier, n), '{}')
            FROM (SELECT tier, count(*) AS n FROM desk_case WHERE state = 'open' GROUP BY tier) t) AS open,
         (SELECT coalesce(jsonb_agg(o), '[]')
            FROM (SELECT kind, state, count(*) AS n,
                         greatest(0, extract(epoch from holdline_now() - min(run_after))) AS oldest_s
                    FROM outbox WHERE state IN ('pending', 'sending') GROUP BY kind, state) o) AS outbox,
         (SELECT greatest(0, coalesce(extract(epoch from holdline_now() - min(wake_at)), 0))::float8
            FROM desk_case WHERE wake_at IS NOT NULL) AS wake_late_s,
         (SELECT count(*)::int FROM alarm WHERE acknowledged_at IS NULL AND cleared_at IS NULL) AS alarms,
         (SELECT count(*)::int FROM alert WHERE status = 'quarantined') AS quarantine,
         (SELECT count(*)::int FROM audit_entry WHERE no IS NULL) AS unsealed`;

@Injectable()
export class DeskMetrics {
  private readonly registry = new Registry();
  private readonly open = this.gauge('cases_open', 'Cases whose ladder runs', ['tier']);
  private readonly waiting = this.gauge('outbox_waiting', 'Effects that wait or are under way', [
    'kind',
    'state',
  ]);
  private readonly oldest = this.gauge('outbox_late_seconds', 'How long the oldest effect is due', ['kind']);
  private readonly late = this.gauge('wake_late_seconds', 'How long the most overdue clock of a case is due');
  private readonly alarms = this.gauge('alarms_open', 'Alarms that nobody has taken note of');
  private readonly quarantine = this.gauge('quarantine_alerts', 'Alerts in quarantine');
  private readonly unsealed = this.gauge('audit_unsealed', 'Entries of the trail that are not chained yet');

  constructor(private readonly db: Database) {
    collectDefaultMetrics({ register: this.registry });
  }

  /** In the text format of Prometheus. */
  async text(): Promise<string> {
    const look = (await this.db.one<Look & Record<string, unknown>>(LOOK))!;
    TIERS.forEach((tier, rank) => this.open.set({ tier }, look.open[rank] ?? 0));
    for (const kind of OUTBOX_KINDS) {
      const rows = look.outbox.filter((row) => row.kind === kind);
      for (const state of ['pending', 'sending'])
        this.waiting.set({ kind, state }, rows.find((row) => row.state === state)?.n ?? 0);
      this.oldest.set({ kind }, Math.max(0, ...rows.map((row) => row.oldest_s)));
    }
    this.late.set(look.wake_late_s);
    this.alarms.set(look.alarms);
    this.quarantine.set(look.quarantine);
    this.unsealed.set(look.unsealed);
    return this.registry.metrics();
  }

  private gauge<T extends string>(name: string, help: string, labelNames: T[] = []): Gauge<T> {
    return new Gauge({ name: `holdline_${name}`, help, labelNames, registers: [this.registry] });
  }
}
