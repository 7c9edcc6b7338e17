import { Injectable } from '@nestjs/common';
import type { EventsPage, LiveEvent } from '#contracts';
import { Database, DeskError } from '#platform';

interface FeedRow {
  seq: number;
  case_id: string | null;
  version: number | null;
  kind: string;
  at: Date;
  data: Record<string, unknown>;
}

/** The feed in the order of its seals: what sockets push and `GET /events?after=` replays. */
@Injectable()
export class Feed {
  constructor(private readonly db: Database) {}

  /** The newest number there is; 0 in an empty desk. */
  async head(): Promise<number> {
    const row = await this.db.one<{ seq: number }>(`SELECT coalesce(max(seq), 0) AS seq FROM case_event`);
    return row!.seq;
  }

  /**
   * Rows after a cursor that its reader may hear of, oldest first. `limit` counts what was looked at, so a page may be
   * empty; `upTo` passes what was left out.
   *
   * @throws DeskError gone when rows after the cursor were removed, or the cursor is not of this desk: reload then.
   */
  async after(seq: number, limit: number, hears: (kind: string) => boolean): Promise<EventsPage> {
    const [bounds] = await this.db.query<{ first: number; last: number }>(
      `SELECT coalesce(min(seq), 0) AS first, coalesce(max(seq), 0) AS last FROM case_event`,
    );
    const { first, last } = bounds!;
    if (seq > last || (last > 0 && seq < first - 1)) {
      throw new DeskError('gone', 'this cursor is not in the feed any more; load the page again');
    }
    const events = await this.since(seq, limit);
    const upTo = events.at(-1)?.seq ?? seq;
    return { events: events.filter((event) => hears(event.kind)), upTo, more: upTo < last };
  }

  /** All of them, without the checks: for the tail, which tells each audience its part. */
  async since(seq: number, limit: number): Promise<LiveEvent[]> {
    const rows = await this.db.query<FeedRow & Record<string, unknown>>(
      `SELECT seq, case_id, version, kind, at, data FROM case_event WHERE seq > $1 ORDER BY seq LIMIT $2`,
      [seq, limit],
    );
    return rows.map((row) => ({
      seq: row.seq,
      caseId: row.case_id,
      version: row.version,
      kind: row.kind,
      at: row.at.toISOString(),
      data: row.data,
    }));
  }
}
