import type { FindingKind } from '#contracts';

/** Rows of each kind that one look takes, longest standing first: a storm of one kind hides no other. */
export const FINDINGS_PER_KIND = 200;
/** From this many failures in a row a case or an effect is on the supervisor's list (design.md section 8). */
const FAILURES_UNTIL_LISTED = 3;

const ago = (seconds: number): string => `holdline_now() - interval '${seconds} seconds'`;
/** Whether the place-effect of alert `a`, or the one that took the place of a lost one, is still to be done. */
const IN_LINE = `EXISTS (SELECT FROM outbox o
  WHERE o.key = ANY (ARRAY['place:' || a.id || ':' || a.revision, 'place:' || a.id || ':' || a.revision || ':again'])
    AND o.state IN ('pending', 'sending'))`;
/** Outbox rows may name a case that is not there; an alarm may not. */
const CASE_OF_EFFECT = `(SELECT c.id FROM desk_case c WHERE c.id = o.case_id)`;

/**
 * Each kind by its own index, and each with `cause`: what makes it another finding when it comes again. Periods of the
 * loops that should have done it are in apps/worker/desk/desk.loops.ts.
 */
const KINDS: readonly (readonly [FindingKind, string])[] = [
  [
    'case_without_wake',
    `SELECT id, id AS case_id, version::text AS cause FROM desk_case
      WHERE state <> 'ended' AND wake_at IS NULL ORDER BY id`,
  ],
  [
    'wake_overdue',
    `SELECT id, id, wake_no::text FROM desk_case
      WHERE wake_at < ${ago(5)} AND wake_errors < ${FAILURES_UNTIL_LISTED} ORDER BY wake_at`,
  ],
  [
    'wake_failed',
    `SELECT id, id, wake_no::text FROM desk_case
      WHERE wake_errors >= ${FAILURES_UNTIL_LISTED} AND wake_at IS NOT NULL ORDER BY id`,
  ],
  [
    'alert_without_case',
    `SELECT a.id, NULL::uuid, a.revision::text FROM alert a
      WHERE a.status IN ('accepted', 'revised') AND a.case_id IS NULL AND a.received_at < ${ago(10)}
        AND coalesce(a.revised_at < ${ago(10)}, true) AND NOT ${IN_LINE} ORDER BY a.received_at`,
  ],
  [
    'quarantine_without_clock',
    `SELECT id, NULL::uuid, revision::text FROM alert WHERE status = 'quarantined' AND due_at IS NULL ORDER BY id`,
  ],
  [
    'quarantine_unheard',
    `SELECT id, NULL::uuid, revision::text FROM alert
      WHERE status = 'quarantined' AND alarmed_at IS NULL AND due_at < ${ago(15)} ORDER BY due_at`,
  ],
  [
    'effect_stuck',
    `SELECT o.id, ${CASE_OF_EFFECT}, o.tries::text FROM outbox o
      WHERE o.state = 'pending' AND o.run_after < ${ago(30)} AND o.errors < ${FAILURES_UNTIL_LISTED}
        AND o.kind <> 'intake.place'
      ORDER BY o.run_after`,
  ],
  [
    'effect_stuck',
    `SELECT o.id, ${CASE_OF_EFFECT}, o.tries::text FROM outbox o
      WHERE o.state = 'sending' AND o.sending_until < ${ago(30)} AND o.errors < ${FAILURES_UNTIL_LISTED}
      ORDER BY o.sending_until`,
  ],
  [
    'effect_broken',
    `SELECT o.id, ${CASE_OF_EFFECT}, o.tries::text FROM outbox o
      WHERE o.errors >= ${FAILURES_UNTIL_LISTED} AND o.state IN ('pending', 'sending') ORDER BY o.id`,
  ],
  [
    'effect_given_up',
    `SELECT o.id, ${CASE_OF_EFFECT}, o.tries::text FROM outbox o WHERE o.untold ORDER BY o.id`,
  ],
  [
    'countermeasure_overdue',
    `SELECT id, case_id, version::text FROM countermeasure WHERE wake_at < ${ago(30)} ORDER BY wake_at`,
  ],
  [
    'countermeasure_broken',
    `SELECT id, case_id, version::text FROM countermeasure
      WHERE wake_errors >= ${FAILURES_UNTIL_LISTED} AND wake_at IS NOT NULL ORDER BY id`,
  ],
];

/** Rule 3 as one query: `{kind, id, caseId, cause}` of whatever is dropped, late, stuck or broken. */
export const FINDINGS = [
  ...KINDS.map(
    ([kind, sql]) =>
      `SELECT '${kind}' AS kind, f.id, f.case_id AS "caseId", f.cause
         FROM (${sql} LIMIT ${FINDINGS_PER_KIND}) AS f(id, case_id, cause)`,
  ),
  // One for the whole line of alerts, in each hour that it is too long: a storm is one finding, not thousands.
  `SELECT 'placing_late', '00000000-0000-0000-0000-000000000000'::uuid, NULL::uuid,
          to_char(holdline_now(), 'YYYY-MM-DD HH24')
    WHERE EXISTS (SELECT FROM outbox
                   WHERE kind = 'intake.place' AND state = 'pending' AND run_after < ${ago(10)})`,
  // One for all of the feed: its oldest row says since when.
  `SELECT 'feed_unsealed', f.id, NULL::uuid, ''
     FROM (SELECT id FROM case_event WHERE seq IS NULL AND at < ${ago(5)} ORDER BY id LIMIT 1) AS f`,
].join('\nUNION ALL\n');
