import type { INestApplicationContext } from '@nestjs/common';
import { AuditSealer } from '#audit';
import { Wakes } from '#cases';
import { Countermeasures } from '#countermeasures';
import { FeedSealer } from '#live';
import { Visits } from '#outreach';
import { Outbox, type Database } from '#platform';
import type { NewVisit } from './modelled-desk.js';

/** Independent things are done this many at a time, as the worker does. */
const AT_ONCE = 8;

/** What the desk has to do at one instant. */
export interface Moment {
  /** Cases whose wake is due, the most urgent first. */
  wakes: string[];
  /** Effects that are due: those of one case together, the most urgent first. */
  effects: string[][];
  measures: boolean;
  /** When the next of these will be due, epoch ms; null when nothing is armed. */
  next: number | null;
  /** How many cases an officer could take now; counted no further than there are officers. */
  waiting: number;
  /** Visits the stations have not seen, oldest first. */
  visits: NewVisit[] | null;
}

const FREE = `(lease_by IS NULL OR greatest(lease_until, coalesce(call_until, lease_until)) <= $1)`;
// Each part is ordered by its index and limited, so that no plan of it ever scans a table.
const LOOK = `
  SELECT (SELECT coalesce(array_agg(id ORDER BY tier, wake_at), '{}')
            FROM (SELECT id, tier, wake_at FROM desk_case WHERE wake_at <= $1 AND coalesce(wake_after <= $1, true)
                   ORDER BY wake_at LIMIT 500) AS w) AS wakes,
         (SELECT coalesce(json_agg(ids ORDER BY first, of), '[]')
            FROM (SELECT json_agg(id ORDER BY priority, id) AS ids, min(priority) AS first, of
                    FROM (SELECT id, priority, coalesce(case_id, id) AS of FROM outbox
                           WHERE state = 'pending' AND run_after <= $1 ORDER BY run_after LIMIT 500) AS o
                   GROUP BY of) AS o) AS effects,
         EXISTS (SELECT FROM countermeasure WHERE wake_at <= $1 ORDER BY wake_at) AS measures,
         (extract(epoch FROM least(
            (SELECT min(wake_at) FROM desk_case WHERE wake_at > $1),
            (SELECT min(run_after) FROM outbox WHERE state = 'pending' AND run_after > $1),
            (SELECT min(wake_at) FROM countermeasure WHERE wake_at > $1))) * 1000)::float8 AS next,
         (SELECT count(*) FROM (SELECT FROM desk_case WHERE next_start_at <= $1 AND ${FREE}
                                 ORDER BY next_start_at LIMIT $2) AS w)
           + (SELECT count(*) FROM (SELECT FROM desk_case WHERE lapsed AND state = 'open' AND ${FREE} ORDER BY id LIMIT $2) AS w)
           AS waiting,
         (SELECT json_agg(json_build_object('id', v.id, 'caseId', v.case_id, 'personId', c.person_id,
                                            'station', v.station) ORDER BY v.id)
            FROM (SELECT id, case_id, station FROM visit WHERE id > $3 ORDER BY id LIMIT 500) AS v
            JOIN desk_case c ON c.id = v.case_id) AS visits`;

/** The loops of the worker, on a clock that is moved by hand: one look finds what all of them would find. */
export class Moments {
  private lastVisit = '00000000-0000-0000-0000-000000000000';
  private readonly wakes: Wakes;
  private readonly outbox: Outbox;
  private readonly measures: Countermeasures;
  private readonly visits: Visits;
  private readonly feed: FeedSealer;
  private readonly audit: AuditSealer;

  constructor(
    app: INestApplicationContext,
    private readonly db: Database,
    private readonly officers: number,
  ) {
    this.wakes = app.get(Wakes);
    this.outbox = app.get(Outbox);
    this.measures = app.get(Countermeasures);
    this.visits = app.get(Visits);
    this.feed = app.get(FeedSealer);
    this.audit = app.get(AuditSealer);
  }

  async setClock(at: number): Promise<void> {
    await this.db.query(
      `INSERT INTO test_clock (at) VALUES (to_timestamp($1::float8 / 1000))
       ON CONFLICT (only_row) DO UPDATE SET at = excluded.at`,
      [at],
    );
  }

  /** Looks at what there is to do at `now`; each visit is told once. */
  async look(now: number): Promise<Moment> {
    const moment = (await this.db.one<Moment & Record<string, unknown>>(LOOK, [
      new Date(now).toISOString(),
      this.officers,
      this.lastVisit,
    ]))!;
    this.lastVisit = moment.visits?.at(-1)?.id ?? this.lastVisit;
    return moment;
  }

  /** Does what is due. @returns false when nothing was */
  async settle({ wakes, effects, measures }: Moment): Promise<boolean> {
    await abreast(wakes, (id) => this.wakes.fire(id, null));
    await abreast(effects, async (ofCase) => {
      for (const id of ofCase) await this.outbox.run(id);
    });
    if (measures) await this.measures.sweep(200);
    return wakes.length > 0 || effects.length > 0 || measures;
  }

  /** Calls off visits that nobody wants any more, as a loop of the worker does. */
  async sweep(): Promise<void> {
    await this.visits.sweep();
  }

  /** Seals the feed and the trail, as the worker's loops do. */
  async seal(): Promise<void> {
    await this.audit.seal();
    for (let sealed = 1; sealed > 0;) sealed = await this.feed.seal();
  }

  /** Does the effects that were asked for just now. */
  async settleEffects(now: number): Promise<void> {
    const due = await this.db.query<{ id: string }>(
      `SELECT id FROM outbox WHERE state = 'pending' AND run_after <= $1 ORDER BY priority, id`,
      [new Date(now).toISOString()],
    );
    await abreast(due, ({ id }) => this.outbox.run(id));
  }
}

async function abreast<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const rest = items.values();
  const lane = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, lane));
}
