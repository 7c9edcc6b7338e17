import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Database, type Tx } from '#platform';
import type { SignedIn } from './signed-in.js';

/** A shift without a sign of life, and a day at most whatever happens, in hours [chosen]. */
export const SESSION_HOURS = { idle: 12, absolute: 24 };

/** How stale `last_seen_at` may get before a request writes it, so that reading does not mean writing. */
const TOUCH_AFTER_S = 60;

interface FoundRow extends Omit<SignedIn, 'expiresAt'> {
  expiresAt: Date;
  stale: boolean;
}

const tokenHash = (token: string): Buffer => createHash('sha256').update(token, 'utf8').digest();

/** Sessions of accounts. The token is known to the cookie only; every limit is by the database's clock. */
@Injectable()
export class Sessions {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
  ) {}

  /** @returns the token for the cookie: 32 random bytes in base64url. */
  async open(tx: Tx, accountId: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO session (token_hash, account_id, created_at, last_seen_at, expires_at)
       SELECT $1, $2, now, now, now + make_interval(hours => $3) FROM (SELECT holdline_now() AS now) AS clock
       RETURNING id`,
      [tokenHash(token), accountId, SESSION_HOURS.absolute],
    );
    await this.audit.record(tx, {
      actor: accountId,
      actorKind: 'account',
      action: 'session.opened',
      entity: 'session',
      entityId: row!.id,
    });
    return token;
  }

  /**
   * Who holds this token; null when it is unknown, over, or the account is shut. It counts as a sign of life unless
   * `touch` is false.
   */
  async find(token: string, { touch }: { touch: boolean } = { touch: true }): Promise<SignedIn | null> {
    const row = await this.db.one<FoundRow>(
      `SELECT a.id, a.username, a.name, a.role, a.person_no AS "personNo", a.station, a.sworn, a.rank,
              a.one_time_until IS NOT NULL AS "passwordDue", s.id AS "sessionId",
              least(s.expires_at, now + make_interval(hours => $2)) AS "expiresAt",
              s.last_seen_at < now - make_interval(secs => $3) AS stale
         FROM (SELECT holdline_now() AS now) AS clock, session s JOIN account a ON a.id = s.account_id
        WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > now
          AND s.last_seen_at > now - make_interval(hours => $2) AND a.disabled_at IS NULL`,
      [tokenHash(token), SESSION_HOURS.idle, TOUCH_AFTER_S],
    );
    if (!row) return null;
    const { stale, expiresAt, ...account } = row;
    if (stale && touch) {
      await this.db.query(`UPDATE session SET last_seen_at = holdline_now() WHERE id = $1`, [row.sessionId]);
    }
    return { ...account, expiresAt: expiresAt.toISOString() };
  }

  /** Ends a session; ending it twice does nothing more. */
  async close(session: Pick<SignedIn, 'id' | 'sessionId'>): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [ended] = await tx.query(
        `UPDATE session SET ended_at = holdline_now() WHERE id = $1 AND ended_at IS NULL RETURNING 1`,
        [session.sessionId],
      );
      if (!ended) return;
      await this.audit.record(tx, {
        actor: session.id,
        actorKind: 'account',
        action: 'session.closed',
        entity: 'session',
        entityId: session.sessionId,
      });
    });
  }
}
