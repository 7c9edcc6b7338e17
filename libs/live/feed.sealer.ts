import { Injectable } from '@nestjs/common';
import { Database } from '#platform';

/** Where readers of the feed are told that there is more of it. */
export const FEED_CHANNEL = 'holdline_feed';

/**
 * Numbers committed feed rows, so that a reader of "after seq" can never miss a row that commits late (design.md
 * section 8). One sealer at a time: the advisory lock decides.
 */
@Injectable()
export class FeedSealer {
  constructor(private readonly db: Database) {}

  /** @returns how many rows were numbered. */
  async seal(limit = 2000): Promise<number> {
    if (!(await this.db.one(`SELECT 1 FROM case_event WHERE seq IS NULL LIMIT 1`))) return 0;
    return this.db.transaction(async (tx) => {
      const [lock] = await tx.query<{ held: boolean }>(
        `SELECT pg_try_advisory_xact_lock(hashtext('holdline.feed')) AS held`,
      );
      if (!lock!.held) return 0;
      const sealed = await tx.query(
        `UPDATE case_event e SET seq = top.seq + n.k
           FROM (SELECT id, row_number() OVER (ORDER BY id) AS k
                   FROM (SELECT id FROM case_event WHERE seq IS NULL ORDER BY id LIMIT $1) unsealed) n,
                (SELECT coalesce(max(seq), 0) AS seq FROM case_event) top
          WHERE e.id = n.id RETURNING e.seq`,
        [limit],
      );
      if (sealed.length > 0) tx.send(`SELECT pg_notify($1, '')`, [FEED_CHANNEL]);
      return sealed.length;
    });
  }
}
