import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, DeskError, type Tx } from '#platform';

/** Failures before the first lock, its length and the longest, in seconds [chosen]; each further failure doubles it. */
export const LOCKOUT = { afterFailures: 5, firstS: 60, longestS: 900, forgetAfterS: 86_400 };

/** How long the n-th failure in a row locks a name, in seconds; null: not yet. */
export function lockSeconds(failed: number): number | null {
  const over = failed - LOCKOUT.afterFailures;
  return over < 0 ? null : Math.min(LOCKOUT.longestS, LOCKOUT.firstS * 2 ** over);
}

/** The refusal while a name is locked. */
export function lockedOut(waitS: number, field = 'username'): DeskError {
  return new DeskError('locked_out', 'too many wrong tries', [
    {
      field,
      code: 'locked_out',
      message: `locked for ${waitS} s more after too many wrong tries`,
      messageZh: `错误次数过多，请 ${waitS} 秒后再试`,
    },
  ]);
}

const keyOf = (username: string): Buffer => createHash('sha256').update(username, 'utf8').digest();

/**
 * Counts wrong passwords per name typed, whether such an account exists or not. A try is counted before the password is
 * looked at, under the row's lock, so that a thousand tries at once are no better than one after the other.
 */
@Injectable()
export class SignInLockout {
  constructor(private readonly db: Database) {}

  /**
   * Counts a try. After the fifth failure in a row the name is locked for 60 s, then 120 s and so on up to 15 min.
   *
   * @returns seconds to wait when the name is locked, else null: go on, and `forget` if the password was right
   */
  async begin(username: string): Promise<number | null> {
    const key = keyOf(username);
    return this.db.transaction(async (tx) => {
      await tx.query(
        `DELETE FROM sign_in_failure WHERE username_hash IN (
           SELECT username_hash FROM sign_in_failure
            WHERE last_failed_at < holdline_now() - make_interval(secs => $1)
            ORDER BY last_failed_at LIMIT 100 FOR UPDATE SKIP LOCKED)`,
        [LOCKOUT.forgetAfterS],
      );
      await tx.query(
        `INSERT INTO sign_in_failure (username_hash, failed, last_failed_at) VALUES ($1, 0, holdline_now())
         ON CONFLICT DO NOTHING`,
        [key],
      );
      const [row] = await tx.query<{ failed: number }>(
        `SELECT failed FROM sign_in_failure WHERE username_hash = $1 FOR UPDATE`,
        [key],
      );
      // Read after the row lock: the try before may just have locked the name. A row that a right password has just
      // deleted leaves nothing to wait for.
      const [lock] = await tx.query<{ waitS: number }>(
        `SELECT ceil(extract(epoch FROM locked_until - holdline_now()))::int AS "waitS"
           FROM sign_in_failure WHERE username_hash = $1 AND locked_until > holdline_now()`,
        [key],
      );
      if (lock) return lock.waitS;
      const failed = (row?.failed ?? 0) + 1;
      await tx.query(
        `INSERT INTO sign_in_failure (username_hash, failed, last_failed_at, locked_until)
         VALUES ($1, $2, holdline_now(), holdline_now() + make_interval(secs => $3))
         ON CONFLICT (username_hash) DO UPDATE SET
           failed = excluded.failed, last_failed_at = excluded.last_failed_at, locked_until = excluded.locked_until`,
        [key, failed, lockSeconds(failed)],
      );
      return null;
    });
  }

  /** The password was right: start counting anew. */
  async forget(tx: Tx, username: string): Promise<void> {
    await tx.query(`DELETE FROM sign_in_failure WHERE username_hash = $1`, [keyOf(username)]);
  }
}
