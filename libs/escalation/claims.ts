import { patch, tell, type Draft } from './draft.js';
import { signIn } from './attempts.js';
import { leaseEnd, liveLease } from './lease.js';
import { DecisionRefused, type EngineInput } from './snapshot.js';

/** Takes the case for a person, a rule or a timer alike; the first claim signs it in. A call of who had it is over. */
export function claim(d: Draft, input: Extract<EngineInput, { type: 'claimed' }>): void {
  const live = liveLease(d.next, d.now);
  const other = live && live.by !== input.by ? live.by : null;
  if (other !== null && !input.over)
    throw new DecisionRefused('claimed_by_other', 'somebody else is working this case');
  if (input.until <= d.now) throw new DecisionRefused('time_passed', 'a lease must end ahead', 'until');
  const callUntil = other === null ? (live?.callUntil ?? null) : null;
  patch(d, { lease: { by: input.by, until: input.until, callUntil } });
  if (other !== null) tell(d, 'taken_over', { by: input.by, from: other });
  else if (!live) tell(d, 'claimed', { by: input.by });
  signIn(d);
}

/** A heartbeat, or a call that started or ended. */
export function extendLease(d: Draft, input: Extract<EngineInput, { type: 'lease_extended' }>): void {
  const live = liveLease(d.next, d.now);
  if (!live) throw new DecisionRefused('not_claimed', 'the lease has lapsed');
  const lease = { by: live.by, until: Math.max(input.until, d.now), callUntil: input.callUntil };
  if (lease.until === live.until && lease.callUntil === live.callUntil) return;
  patch(d, { lease });
}

/** Gives the case back to the queue; one that nobody holds stays as it is. */
export function release(d: Draft, input: Extract<EngineInput, { type: 'released' }>): void {
  const { lease } = d.next;
  if (!lease) return;
  if (lease.by !== input.by && liveLease(d.next, d.now)) {
    throw new DecisionRefused('claimed_by_other', 'somebody else is working this case');
  }
  patch(d, { lease: null });
  tell(d, 'released', { by: input.by });
}

/** A lease that ran out puts the case back at the top of the queue. */
export function lapseLease(d: Draft): void {
  const { lease } = d.next;
  if (!lease || leaseEnd(lease) > d.now) return;
  patch(d, { lease: null });
  tell(d, 'lease_lapsed', { by: lease.by });
}
