import type { INestApplicationContext } from '@nestjs/common';
import { AuditSealer } from '#audit';
import { Wakes } from '#cases';
import { Countermeasures } from '#countermeasures';
import { FeedSealer } from '#live';
import { Visits } from '#outreach';
import { Outbox, type Database } from '#platform';
import type { NewVisit } from './modelled-desk.js';

/** What is due, and whom it concerns; null for what concerns nobody in particular. */
export interface Due {
  id: string;
  personId: string | null;
}

/** What the desk has to do at one instant. */
export interface Moment {
  /** Cases whose wake is due, the most urgent first. */
  wakes: Due[];
  /** Effects that are due, the most urgent first. */
  effects: Due[];
  measures: boolean | null;
  /** How many cases officers could take now; counted no further than one. */
  waiting: number;
  /** Visits the stations have not seen, oldest first. */
  visits: NewVisit[] | null;
}

const FREE = `(lease_by IS NULL OR greatest(lease_until, coalesce(call_until, lease_until)) <= $1)`;
const WAITING = `SELECT FROM desk_case WHERE in_queue_from <= $1 AND ${FREE} ORDER BY in_queue_from`;
// Each part is ordered by its index and limited, so that no plan of it ever scans a table. The desk's clock is moved
// by the same statement: nothing runs meanwhile.
const LOOK = `
  WITH clock AS (
    INSERT INTO test_clock (at) VALUES ($1) ON CONFLICT (only_row) DO UPDATE SET at = $1 WHERE test_clock.at <> $1)
  SELECT (SELECT coalesce(json_agg(json_build_object('id', id, 'personId', person_id) ORDER BY tier, wake_at), '[]')
            FROM (SELECT id, person_id, tier, wake_at FROM desk_case
                   WHERE wake_at <= $1 AND coalesce(wake_after <= $1, true) ORDER BY wake_at LIMIT 500) AS w) AS wakes,
         (SELECT coalesce(json_agg(json_build_object('id', o.id, 'personId', c.person_id) ORDER BY o.priority, o.id), '[]')
            FROM (SELECT id, priority, case_id FROM outbox
                   WHERE state = 'pending' AND run_after <= $1 ORDER BY run_after LIMIT 500) AS o
            LEFT JOIN desk_case c ON c.id = o.case_id) AS effects,
         (SELECT true FROM countermeasure WHERE wake_at <= $1 ORDER BY wake_at LIMIT 1) AS measures,
         (SELECT count(*) FROM (${WAITING} LIMIT 1) AS w) AS waiting,
         (SELECT json_agg(json_build_object('id', v.id, 'caseId', v.case_id, 'personId', c.person_id,
                                            'station', v.station) ORDER BY v.id)
            FROM (SELECT id, case_id, station FROM visit WHERE id > $2 ORDER BY id LIMIT 500) AS v
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
  ) {
    this.wakes = app.get(Wakes);
    this.outbox = app.get(Outbox);
    this.measures = app.get(Countermeasures);
    this.visits = app.get(Visits);
    this.feed = app.get(FeedSealer);
    this.audit = app.get(AuditSealer);
  }

  /** Moves the desk's clock to `now` and looks at what there is to do then; each visit is told once. */
  async look(now: number): Promise<Moment> {
    const moment = (await this.db.one<Moment & Record<string, unknown>>(LOOK, [
      new Date(now).toISOString(),
      this.lastVisit,
    ]))!;
    this.lastVisit = moment.visits?.at(-1)?.id ?? this.lastVisit;
    return moment;
  }

  /** How many cases officers could take at `now`; counted no further than `most`. */
  async waiting(now: number, most: number): Promise<number> {
    const { n } = (await this.db.one<{ n: number }>(`SELECT count(*) AS n FROM (${WAITING} LIMIT $2) AS w`, [
      new Date(now).toISOString(),
      most,
    ]))!;
    return n;
  }

  async wake(caseId: string): Promise<void> {
    await this.wakes.fire(caseId, null);
  }

  /** Does one effect, unless it is done already. */
  async effect(id: string): Promise<void> {
    await this.outbox.run(id);
  }

  async sweepMeasures(): Promise<void> {
    await this.measures.sweep(200);
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
}
