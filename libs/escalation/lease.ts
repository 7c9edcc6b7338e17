import type { CaseSnapshot, Lease, Millis } from './snapshot.js';

/** A started call holds the lease until it ends. */
export const leaseEnd = (lease: Lease): Millis => Math.max(lease.until, lease.callUntil ?? 0);

/** The lease of whoever holds the case now; null when nobody does. */
export const liveLease = (snapshot: CaseSnapshot, now: Millis): Lease | null =>
  snapshot.lease && leaseEnd(snapshot.lease) > now ? snapshot.lease : null;
