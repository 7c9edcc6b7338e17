import { Injectable } from '@nestjs/common';
import { AuditSealer } from '#audit';
import { Wakes } from '#cases';
import { Countermeasures } from '#countermeasures';
import { Quarantine } from '#intake';
import { FeedSealer } from '#live';
import { Visits } from '#outreach';
import { Database, OutboxRelay } from '#platform';

/** More rounds than any chain of effects needs: a desk that never comes to rest is a bug. */
const ROUNDS = 200;

/**
 * What the loops do by the clock, one step at a time, for those who drive the clock by hand: the replay and the
 * end-to-end stories.
 */
@Injectable()
export class DeskTicks {
  constructor(
    private readonly db: Database,
    private readonly relay: OutboxRelay,
    private readonly wakes: Wakes,
    private readonly countermeasures: Countermeasures,
    private readonly visits: Visits,
    private readonly quarantine: Quarantine,
    private readonly feed: FeedSealer,
    private readonly audit: AuditSealer,
  ) {}

  /** Does all that is due now, and what follows from it, until nothing is left. */
  async settle(): Promise<void> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const done =
        (await this.relay.sweep(0)) + (await this.wakes.sweep()) + (await this.countermeasures.sweep(200));
      if (done === 0) {
        await Promise.all([this.visits.sweep(), this.quarantine.sweep()]);
        if ((await this.relay.sweep(0)) > 0) continue;
        await this.feed.seal();
        await this.audit.seal();
        return;
      }
    }
    throw new Error('the desk does not come to rest');
  }

  /** Epoch ms of the next thing that is due; null when nothing is. */
  async nextDue(): Promise<number | null> {
    const row = await this.db.one<{ at: number | null }>(
      `SELECT (extract(epoch from least(
         (SELECT min(greatest(wake_at, coalesce(wake_after, wake_at))) FROM desk_case WHERE wake_at IS NOT NULL),
         (SELECT min(run_after) FROM outbox WHERE state = 'pending'),
         (SELECT min(sending_until) FROM outbox WHERE state = 'sending'),
         (SELECT min(wake_at) FROM countermeasure WHERE wake_at IS NOT NULL))) * 1000)::float8 AS at`,
    );
    return row!.at;
  }
}
