import { edit, patch, rungOf, specFor, tell, type Draft } from './draft.js';
import { followTurn } from './edges.js';
import { beginHold, endHold } from './hold.js';
import { raiseOnce, reachTier } from './raise.js';
import { reRing } from './rering.js';
import { finish, isPending, isTrying } from './rungs.js';
import { replan, timesNow } from './schedule.js';
import { skipReason } from './skip.js';
import { SKIP_CONDITIONS } from './playbook.js';
import type { CaseFacts, EngineInput, TierReason } from './snapshot.js';
import { RAISE_CAUSES, tierRank, type PersonFlag, type RaiseCause, type Tier } from './vocabulary.js';

/** The third alert in this many days' window raises (domain.md section 2). */
export const ALERTS_THAT_RAISE = 3;
/** Each of them alone makes a person vulnerable (domain.md section 2). */
export const VULNERABLE_FLAGS: readonly PersonFlag[] = ['aged_70', 'living_alone', 'disabled'];

/** Raise causes among the rules that decided a tier: they have been counted and do not raise again. */
export const causesIn = (reasons: readonly TierReason[]): RaiseCause[] =>
  RAISE_CAUSES.filter((cause) => reasons.some((reason) => reason.rule === cause));

const moreUrgent = (a: Tier | null, b: Tier): Tier => (a !== null && tierRank(a) <= tierRank(b) ? a : b);

/**
 * A further alert on the same person (design.md section 8). Its tier is a fact of its own, so `alert` may raise more
 * than once. It re-rings when it raises, brings news, or finds the case watched, paused or with nobody trying.
 */
export function joinAlert(d: Draft, input: Extract<EngineInput, { type: 'alert_joined' }>): void {
  tell(d, 'alert_joined', { tier: input.tier, news: input.news });
  const before = d.next.tier;
  const wasIdle = d.next.state === 'watched' || d.next.pause !== null || !d.next.rungs.some(isTrying);
  const floor = input.reasons.find((reason) => reason.rule === 'source_floor')?.tier;
  patch(d, {
    raised: [...new Set([...d.next.raised, ...causesIn(input.reasons)])],
    tierFloor: floor ? moreUrgent(d.next.tierFloor, floor) : d.next.tierFloor,
  });
  takeFacts(d, input.facts);
  if (tierRank(input.tier) < tierRank(d.next.tier)) {
    if (!d.next.raised.includes('alert')) patch(d, { raised: [...d.next.raised, 'alert'] });
    reachTier(d, input.tier, input.reasons, 'alert');
  }
  if (d.next.tier !== before || input.news || wasIdle) reRing(d, 'alert_joined');
}

/** What is known of the person changed: skip conditions are looked at again, and what raises a tier raises it. */
export function takeFacts(d: Draft, facts: CaseFacts): void {
  const was = d.next.facts;
  const held = facts.held ?? was.held ?? false;
  patch(d, { facts: { ...facts, held } });
  if (facts.alertsIn30Days >= ALERTS_THAT_RAISE && was.alertsIn30Days < ALERTS_THAT_RAISE) {
    raiseOnce(d, 'third_alert_30_days');
  }
  const newly = VULNERABLE_FLAGS.some((flag) => facts.flags.includes(flag) && !was.flags.includes(flag));
  if (newly) raiseOnce(d, 'vulnerable_person');
  if (held && !was.held) beginHold(d);
  if (!held && was.held) endHold(d);
  reconsiderSkips(d);
}

const isCondition = (reason: string | undefined): boolean =>
  SKIP_CONDITIONS.some((condition) => condition === reason);

/** Rungs left out for a reason that is gone come back; open ones that cannot be worked any more are left out. */
function reconsiderSkips(d: Draft): void {
  for (const rung of d.next.rungs) {
    const numberFound = rung.status === 'failed' && rung.reason === 'invalid_number';
    const cameBack = rung.status === 'skipped' && isCondition(rung.reason);
    if ((cameBack || numberFound) && d.next.state === 'open') {
      const spec = specFor(d, rung);
      if (spec && !skipReason(d, rung)) replan(d, rung, timesNow(d, spec));
    } else if (rung.status === 'open' && isPending(rung)) {
      const reason = skipReason(d, rung);
      if (!reason) continue;
      finish(d, rung, 'skipped', reason);
      const now = rungOf(d, rung.id);
      if (now) followTurn(d, edit(d, now), 'skipped');
    }
  }
}
