import { Injectable } from '@nestjs/common';
import { Cases } from '#cases';
import { Database, DeskError, Env, KeyRing, NOW_MS } from '#platform';
import { Intake } from './intake.js';
import { Sources } from './sources.js';
import { fetchPage, PullFailed, type UpstreamPage } from './upstream-page.js';

interface PullRow {
  pull_url: string;
  pull_token_sealed: Buffer | null;
  pull_cursor: string | null;
  pull_after: number | null;
  now: number;
}

export interface PullSchedule {
  id: string;
  everyS: number;
}

const PAGE = 200;
/** Pages that one look takes before it lets others go on; the next look goes on where it stopped. */
const PAGES = 20;
/** Longest pause between two tries. */
const LONGEST_BACKOFF_S = 300;
/** After so many failures in a row the desk is told that the source is silent. */
const SILENT_AFTER = 5;

/** Sources that are polled with a cursor. */
@Injectable()
export class PullSources {
  constructor(
    private readonly db: Database,
    private readonly keys: KeyRing,
    private readonly env: Env,
    private readonly sources: Sources,
    private readonly intake: Intake,
    private readonly cases: Cases,
  ) {}

  /** Who is to be polled, and how often. */
  async schedules(): Promise<PullSchedule[]> {
    return this.db.query<PullSchedule & Record<string, unknown>>(
      `SELECT id, pull_every_s AS "everyS" FROM source WHERE kind = 'pull' AND NOT disabled ORDER BY id`,
    );
  }

  /**
   * Polls whoever was last reached two periods ago or more and is not backed off: what the schedulers should have
   * done and did not, because Redis is away or lost one.
   *
   * @returns how many were due
   */
  async sweep(): Promise<number> {
    const due = await this.db.query<{ id: string }>(
      `SELECT id FROM source WHERE kind = 'pull' AND NOT disabled
          AND coalesce(pulled_at, created_at) + make_interval(secs => 2 * pull_every_s) <= holdline_now()
          AND (pull_after IS NULL OR pull_after + make_interval(secs => pull_every_s) <= holdline_now())`,
    );
    await Promise.all(due.map(({ id }) => this.pull(id)));
    return due.length;
  }

  /**
   * Takes what is new, page by page. A page and the cursor after it are one transaction, so that a crash between the
   * two is not possible, and one before it takes the same page again.
   *
   * @returns alerts taken; null when it is not time yet, or the source failed (its back-off is saved)
   * @throws what kept a page from being written; it counts as a failure too
   */
  async pull(sourceId: string): Promise<number | null> {
    let taken = 0;
    for (let page = 0; page < PAGES; page += 1) {
      const state = await this.state(sourceId);
      if (state === null || (state.pull_after !== null && state.pull_after > state.now)) return null;
      let upstream: UpstreamPage;
      try {
        upstream = await fetchPage({
          url: state.pull_url,
          token: this.token(sourceId, state),
          cursor: state.pull_cursor,
          limit: PAGE,
          allowedHosts: this.env.PULL_ALLOWED_HOSTS,
        });
      } catch (error) {
        if (!(error instanceof PullFailed) && !(error instanceof DeskError)) throw error;
        await this.failed(sourceId, error.code);
        return null;
      }
      let kept: number | null;
      try {
        kept = await this.keep(sourceId, state.pull_cursor, upstream);
      } catch (error) {
        // The same page comes again and again, so the desk has to hear of it as of a source that is silent.
        await this.failed(sourceId, 'not_kept');
        throw error;
      }
      if (kept === null) return taken;
      taken += kept;
      if (!upstream.more) return taken;
    }
    return taken;
  }

  private async state(sourceId: string): Promise<PullRow | null> {
    return this.db.one<PullRow & Record<string, unknown>>(
      `SELECT pull_url, pull_token_sealed, pull_cursor, (extract(epoch from pull_after) * 1000)::float8 AS pull_after,
              ${NOW_MS} AS now
         FROM source WHERE id = $1 AND kind = 'pull' AND NOT disabled`,
      [sourceId],
    );
  }

  private token(sourceId: string, { pull_token_sealed: sealed }: PullRow): string | null {
    return sealed === null
      ? null
      : this.keys.open('secret', sealed, `source:${sourceId}:pull`).toString('utf8');
  }

  /** @returns null when somebody else took this page meanwhile */
  private async keep(sourceId: string, cursor: string | null, page: UpstreamPage): Promise<number | null> {
    const source = await this.sources.byId(sourceId);
    return this.db.transaction(async (tx) => {
      const [held] = await tx.query<{ pull_cursor: string | null }>(
        `SELECT pull_cursor FROM source WHERE id = $1 FOR NO KEY UPDATE`,
        [sourceId],
      );
      if (held?.pull_cursor !== cursor) return null;
      await this.intake.acceptIn(
        tx,
        source,
        page.alerts.map((raw) => ({ raw })),
      );
      await tx.query(
        `UPDATE source SET pull_cursor = $2, pulled_at = holdline_now(), pull_failures = 0, pull_after = NULL,
                pull_error = NULL WHERE id = $1`,
        [sourceId, page.nextCursor],
      );
      return page.alerts.length;
    });
  }

  /** Twice the pause at each failure in a row; kept in the row, so that a restart does not hammer a source that is down. */
  private async failed(sourceId: string, code: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [row] = await tx.query<{ failures: number }>(
        `UPDATE source SET pull_failures = pull_failures + 1, pull_error = $2,
                pull_after = holdline_now() + make_interval(secs =>
                  least($3, pull_every_s * power(2, least(pull_failures, 16))::float8))
          WHERE id = $1 RETURNING pull_failures AS failures`,
        [sourceId, code, LONGEST_BACKOFF_S],
      );
      if (row?.failures === SILENT_AFTER) {
        this.cases.appendEvent(tx, null, 'source_silent', { sourceId, code, failures: row.failures });
      }
    });
  }
}
