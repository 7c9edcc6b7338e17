/**
 * The queue's membership and order, written once: cases with a human step startable now, or with a lapsed lease; by
 * tier, then deadline, money at risk, id (design.md section 4). A lapsed case stands first within its tier.
 */
/** An ended case has neither a next step nor a lapsed lease. */
export const ACTIONABLE = `(c.next_start_at <= holdline_now() OR c.lapsed)`;
export const QUEUE_ORDER = `c.tier, c.lapsed DESC, c.deadline_at NULLS LAST, c.amount_fen DESC NULLS LAST, c.id`;

/** End of the lease, counting a call that is up. */
export const LEASE_END = `greatest(lease_until, coalesce(call_until, lease_until))`;
