import { ladderOf, patch, rungOf, specFor, tell, type Draft } from './draft.js';
import { followTurn } from './edges.js';
import { beginHold, endHold } from './hold.js';
import { isCause, raiseOnce, reachTier } from './raise.js';
import { reopen, reRing } from './rering.js';
import { finish, isPending, isPersonTrying } from './rungs.js';
import { fitsType, isScheduled, keepEarlier, plan, replan, timesFrom, timesNow } from './schedule.js';
import { skipReason } from './skip.js';
import { SKIP_CONDITIONS } from './playbook.js';
import type { CaseFacts, EngineInput, TierReason } from './snapshot.js';
import { TRIAGE_UPGRADES, type UpgradeRow } from './triage.table.js';
import { tierRank, type Tier } from './vocabulary.js';

type Joined = Extract<EngineInput, { type: 'alert_joined' }>;

export const moreUrgent = (a: Tier | null, b: Tier): Tier =>
  a !== null && tierRank(a) <= tierRank(b) ? a : b;

/** What the alert is by itself, before what is counted over the whole case (a third alert, an aged person). */
function baseTier({ tier, reasons }: Joined): Tier {
  const own = reasons.filter((reason) => !isCause(reason.rule)).map((reason) => reason.tier);
  return own.length === 0 ? tier : own.reduce(moreUrgent);
}

/**
 * A further alert on the same person (design.md section 8). Its own tier is a fact, so `alert` may raise more than
 * once; what its triage added for a cause is added to the case instead, once per cause; and the case is never less
 * urgent than the alert alone would be. It re-rings when it raises, brings news, or finds the case watched, paused or
 * with no person about to try.
 */
export function joinAlert(d: Draft, input: Joined): void {
  tell(d, 'alert_joined', { tier: input.tier, news: input.news });
  const before = d.next.tier;
  const wasIdle = isIdle(d);
  if (d.next.state === 'watched') reopen(d, 'alert_joined');
  const floor = input.reasons.find((reason) => reason.rule === 'source_floor')?.tier;
  if (floor) patch(d, { tierFloor: moreUrgent(d.next.tierFloor, floor) });
  reachAlert(
    d,
    baseTier(input),
    input.reasons.filter((reason) => !isCause(reason.rule)),
  );
  takeFacts(d, input.facts);
  reachAlert(
    d,
    input.tier,
    input.reasons.filter((reason) => isCause(reason.rule)),
  );
  if (d.next.tier !== before || input.news || wasIdle) reRing(d, 'alert_joined');
}

/** No person is about to try, so that news must not wait for whatever comes next. */
export const isIdle = (d: Draft): boolean =>
  d.next.state === 'watched' || d.next.pause !== null || !d.next.rungs.some(isPersonTrying);

/** The tier that somebody else's word asks for; unlike other causes this one may raise again. */
export function reachAlert(d: Draft, tier: Tier, reasons: readonly TierReason[]): void {
  if (tierRank(tier) >= tierRank(d.next.tier)) return;
  if (!d.next.raised.includes('alert')) patch(d, { raised: [...d.next.raised, 'alert'] });
  reachTier(d, tier, reasons, 'alert');
}

/** What is known of the person changed: skip conditions are looked at again, and what raises a tier raises it. */
export function takeFacts(d: Draft, facts: CaseFacts): void {
  const was = d.next.facts;
  const ladderBefore = d.ladder;
  const held = facts.held ?? was.held ?? false;
  patch(d, { facts: { ...facts, held } });
  if (d.ladder !== ladderBefore && d.next.state === 'open') bringForwardVariant(d, ladderBefore);
  for (const { cause, when } of TRIAGE_UPGRADES) if (isNew(when, facts, was)) raiseOnce(d, cause);
  if (held && !was.held) beginHold(d);
  if (!held && was.held) endHold(d);
  reconsiderSkips(d);
}

/** Other variants of the ladder hold now (deaf, another type of fraud): what they do sooner is brought forward. */
function bringForwardVariant(d: Draft, before: Draft['ladder']): void {
  for (const spec of ladderOf(d).rungs) {
    const was = before.byId.get(spec.id);
    if (spec === was || !isScheduled(spec, 'received')) continue;
    const rung = rungOf(d, spec.id);
    if (rung && isPending(rung)) keepEarlier(d, rung, spec);
    else if (!rung && was && !isScheduled(was, 'received') && fitsType(d, spec))
      plan(d, spec, timesFrom(d, spec, d.now));
  }
}

/** What triage upgrades for came about just now; what was there before has been counted. */
function isNew(when: UpgradeRow['when'], facts: CaseFacts, was: CaseFacts): boolean {
  const { alertsIn30Days: alerts, anyFlag } = when;
  if (alerts !== undefined && facts.alertsIn30Days >= alerts && was.alertsIn30Days < alerts) return true;
  return anyFlag?.some((flag) => facts.flags.includes(flag) && !was.flags.includes(flag)) ?? false;
}

const isCondition = (reason: string | undefined): boolean =>
  SKIP_CONDITIONS.some((condition) => condition === reason);

/** Who was persuaded by phone is visited as soon as it is known where. */
const isVisitDue = (d: Draft): boolean =>
  d.next.state === 'watched' && d.next.persuadedBy === 'phone' && ladderOf(d).visitAfterPhone;

/** Rungs left out for a reason that is gone come back; open ones that cannot be worked any more are left out. */
function reconsiderSkips(d: Draft): void {
  for (const { id } of d.next.rungs) {
    // Read anew: what one rung's turn starts may be the next one here.
    const rung = rungOf(d, id)!;
    const numberFound = rung.status === 'failed' && rung.reason === 'invalid_number';
    const cameBack = rung.status === 'skipped' && isCondition(rung.reason);
    const due = d.next.state === 'open' || (rung.kind === 'visit' && isVisitDue(d));
    if ((cameBack || numberFound) && due) {
      const spec = specFor(d, rung);
      if (spec && !skipReason(d, rung)) replan(d, rung, timesNow(d, spec));
    } else if (rung.status === 'open' && isPending(rung)) {
      const reason = skipReason(d, rung);
      if (!reason) continue;
      followTurn(d, finish(d, rung, 'skipped', reason), 'skipped');
    }
  }
}
