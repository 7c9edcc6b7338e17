/**
 * A lease that lapsed puts an open case back at the top of its tier. A watched one that lapsed has lost nobody: it
 * comes when its next step may be made, in its ordinary place.
 */
const LAPSED = `(c.lapsed AND c.state = 'open')`;
/**
 * The queue's membership and order, written once: cases with a human step startable now, or lapsed (the column says
 * both); by tier, then deadline, money at risk, id (design.md section 4). An ended case has neither.
 */
export const ACTIONABLE = `(c.in_queue_from <= holdline_now())`;
export const QUEUE_ORDER = `c.tier, ${LAPSED} DESC, c.deadline_at NULLS LAST, c.amount_fen DESC NULLS LAST, c.id`;

/** End of the lease, counting a call that is up. */
export const LEASE_END = `greatest(lease_until, coalesce(call_until, lease_until))`;

/** How many cases account $1 holds, one they are on the phone with included. */
export const HELD = `SELECT count(*)::int AS n FROM desk_case WHERE lease_by = $1 AND ${LEASE_END} > holdline_now()`;
