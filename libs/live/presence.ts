import { Injectable } from '@nestjs/common';
import { Database } from '#platform';

export interface Viewer {
  id: string;
  name: string;
}

/** Who has which case open; rows of PostgreSQL, so that every api process tells the same. */
@Injectable()
export class Presence {
  constructor(private readonly db: Database) {}

  /** Notes what a session looks at; null for nothing. @returns the case it looked at before. */
  async see(sessionId: string, accountId: string, caseId: string | null): Promise<string | null> {
    const row = await this.db.one<{ before: string | null }>(
      `WITH old AS (SELECT case_id FROM presence WHERE session_id = $1)
       INSERT INTO presence (session_id, account_id, case_id, seen_at) VALUES ($1, $2, $3, holdline_now())
       ON CONFLICT (session_id) DO UPDATE SET case_id = excluded.case_id, seen_at = excluded.seen_at
       RETURNING (SELECT case_id FROM old) AS before`,
      [sessionId, accountId, caseId],
    );
    return row!.before;
  }

  /** Connected consoles are there, whatever they look at; writes only what is about to count as gone. */
  async stillThere(sessions: readonly { sessionId: string; id: string }[]): Promise<void> {
    await this.db.query(
      `INSERT INTO presence (session_id, account_id, seen_at)
       SELECT DISTINCT ON (s.session) s.session, s.account, holdline_now()
         FROM unnest($1::uuid[], $2::uuid[]) AS s(session, account) ORDER BY s.session
       ON CONFLICT (session_id) DO UPDATE SET seen_at = excluded.seen_at
          WHERE presence.seen_at < excluded.seen_at - interval '30 seconds'`,
      [sessions.map(({ sessionId }) => sessionId), sessions.map(({ id }) => id)],
    );
  }

  async leave(sessionId: string): Promise<string | null> {
    const row = await this.db.one<{ case_id: string | null }>(
      `DELETE FROM presence WHERE session_id = $1 RETURNING case_id`,
      [sessionId],
    );
    return row?.case_id ?? null;
  }

  async viewers(caseId: string): Promise<Viewer[]> {
    return this.db.query<Viewer & Record<string, unknown>>(
      `SELECT DISTINCT a.id, a.name FROM presence p JOIN account a ON a.id = p.account_id
        WHERE p.case_id = $1 AND p.seen_at > holdline_now() - interval '12 hours' ORDER BY a.name`,
      [caseId],
    );
  }
}
