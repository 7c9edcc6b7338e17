import { Injectable } from '@nestjs/common';
import { ROLES } from '#contracts';
import { may } from '#identity';
import { Database } from '#platform';
import { Alarms } from './alarms.js';

/** The alarm's code. */
export const NOBODY_ON_DUTY = 'nobody_on_duty';
/**
 * A console that is connected gives a sign of life every few seconds, a request at most a minute late: whoever gave none
 * for so long has left. In seconds [chosen].
 */
export const SEEN_WITHIN_S = 120;

/** Those who take cases from the queue. */
const DESK_ROLES = ROLES.filter((role) => may(role, 'queue.next'));

/** `a` is an account of the desk, `s` its session: when it last gave a sign of life. */
const SEEN = `
  FROM session s JOIN account a ON a.id = s.account_id LEFT JOIN presence p ON p.session_id = s.id
 WHERE a.role = ANY ($1)`;
const SEEN_AT = `greatest(s.last_seen_at, p.seen_at)`;

/** Every live case has a wake, whose index finds the live ones among the many that have ended. */
const UNATTENDED = `
  SELECT EXISTS (SELECT FROM desk_case WHERE state = 'open' AND tier = 0 AND wake_at IS NOT NULL)
     AND NOT EXISTS (
       SELECT ${SEEN} AND s.ended_at IS NULL AND s.expires_at > holdline_now() AND a.disabled_at IS NULL
          AND ${SEEN_AT} > holdline_now() - make_interval(secs => $2)) AS unattended`;

/** Whoever was there last, as a word for the stretch that began then. */
const SINCE = `SELECT coalesce(extract(epoch FROM max(${SEEN_AT}))::bigint::text, 'never') AS since ${SEEN}`;

/**
 * A critical case with nobody of the desk signed in is an alarm (design.md section 8). It is not one of the auditor's
 * findings: nothing was dropped, the ladder runs, and a desk that is checked by night with nobody there is sound. So it
 * is looked for by itself.
 */
@Injectable()
export class OnDuty {
  constructor(
    private readonly db: Database,
    private readonly alarms: Alarms,
  ) {}

  /**
   * Takes one look: rings once for each stretch with nobody there, and clears the alarm when somebody is back or no
   * critical case is left.
   *
   * @returns whether the desk is unattended now
   */
  async look(): Promise<boolean> {
    const [watch] = await this.db.query<{ unattended: boolean }>(UNATTENDED, [DESK_ROLES, SEEN_WITHIN_S]);
    const { unattended } = watch!;
    if (unattended) {
      // The next stretch has another one who was there last.
      const [last] = await this.db.query<{ since: string }>(SINCE, [DESK_ROLES]);
      await this.alarms.ringDesk(`${NOBODY_ON_DUTY}:${last!.since}`, NOBODY_ON_DUTY);
    } else await this.alarms.clearDesk(NOBODY_ON_DUTY);
    return unattended;
  }
}
