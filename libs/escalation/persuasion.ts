import { askAnewForRelease, askSecondPerson } from './confirmation.js';
import { edit, ladderOf, moveCase, patch, rungOf, specFor, tell, type Draft } from './draft.js';
import { endIfWatchIsOver, openReportBack, releaseAll } from './ending.js';
import { planOwedVisit } from './owed-visit.js';
import { cancelPending, finish, isGivenUp, isPending } from './rungs.js';
import { planLadder, replan, timesFrom } from './schedule.js';
import type { RungSpec } from './playbook.js';
import { DecisionRefused, type Millis, type PersuasionGate, type RungState } from './snapshot.js';
import { IDENTITY_FACTS, isIdentityFact } from './vocabulary.js';

/** Facts that must agree before "persuaded" is believed (domain.md section 3). */
export const IDENTITY_FACTS_NEEDED = 2;

/**
 * Refuses a persuasion without a complete gate. `field` names what is missing: `gate`, `gate.identityFacts`,
 * `gate.contactCut`, `gate.paymentsChecked` or `gate.followUpAt`.
 */
export function assertGate(gate: PersuasionGate | undefined, now: Millis): PersuasionGate {
  const refuse = (field: string, message: string): never => {
    throw new DecisionRefused('gate_incomplete', message, field);
  };
  if (!gate) return refuse('gate', 'a persuasion needs its checks');
  const facts = new Set(gate.identityFacts);
  if (![...facts].every(isIdentityFact))
    refuse('gate.identityFacts', `a fact is one of ${IDENTITY_FACTS.join(', ')}`);
  if (facts.size < IDENTITY_FACTS_NEEDED)
    refuse('gate.identityFacts', 'two facts must show who the person is');
  if (!gate.contactCut) refuse('gate.contactCut', 'contact with the scammer must be cut');
  if (!gate.paymentsChecked) refuse('gate.paymentsChecked', 'payments must be checked');
  if (!(gate.followUpAt > now)) refuse('gate.followUpAt', 'a follow-up must be scheduled ahead');
  return gate;
}

/** Rungs that stay although the person was persuaded. */
function staysWatched(d: Draft, rung: RungState, by: 'phone' | 'visit'): boolean {
  // The engine's own clocks have no place in the playbook.
  if (rung.kind === 'report_back' || rung.kind === 'sign_in' || !specFor(d, rung)) return true;
  const meeting = rung.kind === 'visit' || rung.kind === 'face_to_face';
  return meeting && by === 'phone' && ladderOf(d).visitAfterPhone;
}

/**
 * Believes a persuasion for the time being: contact rungs are cancelled, follow-ups planned, what is in force is
 * released (face to face at once, by phone after a second person's confirmation).
 */
export function watch(d: Draft, by: 'phone' | 'visit', gate: PersuasionGate, officer: string | null): void {
  cancelPending(d, (rung) => !staysWatched(d, rung, by), 'persuaded');
  if (by === 'visit') meetFaceToFace(d);
  moveCase(d, 'watched');
  patch(d, {
    result: by === 'visit' ? 'persuaded_visit' : 'persuaded_phone',
    persuadedBy: by,
    persuader: by === 'phone' ? officer : null,
    pause: null,
    anchors: { ...d.next.anchors, persuaded: d.now },
  });
  tell(d, 'persuaded', { by });
  planFollowUps(d, gate.followUpAt);
  planOwedVisit(d);
  openReportBack(d);
  if (d.next.countermeasuresActive) releaseAfterPersuasion(d, by, officer);
  tell(d, 'watched', {
    followUps: d.next.rungs.filter((rung) => rung.kind === 'follow_up' && isPending(rung)).length,
  });
}

/** Follow-ups of the tier from now on; the first comes no later than the gate promised. */
function planFollowUps(d: Draft, promisedAt: Millis): void {
  for (const spec of ladderOf(d).rungs) {
    const rung = spec.start.anchor === 'persuaded' ? rungOf(d, spec.id) : undefined;
    if (rung && !isPending(rung)) replan(d, rung, timesFrom(d, spec, d.now));
  }
  planLadder(d, 'persuaded', d.now);
  let first: RungState | undefined;
  for (const spec of ladderOf(d).rungs) {
    if (spec.start.anchor !== 'persuaded') continue;
    const rung = rungOf(d, spec.id);
    if (!rung || !isPending(rung)) continue;
    if (spec.promised) moveTo(d, rung, promisedAt);
    else if (!first || rung.startAt < first.startAt) first = rung;
  }
  if (first && first.startAt > promisedAt) moveTo(d, first, promisedAt);
}

/** The case reached another tier while it is watched: what that asks for and still lies ahead is added. */
export function extendWatch(d: Draft): void {
  const { persuaded } = d.next.anchors;
  if (persuaded === null) return;
  planLadder(d, 'persuaded', persuaded, (spec) => !spec.promised && isAhead(d, spec, persuaded));
  planOwedVisit(d);
}

const isAhead = (d: Draft, spec: RungSpec, anchoredAt: Millis): boolean =>
  spec.due === null || anchoredAt + spec.due.afterS * 1000 > d.now;

/** A promise stands, by day or night. */
function moveTo(d: Draft, rung: RungState, startAt: Millis): void {
  const length = (rung.dueAt ?? rung.startAt) - rung.startAt;
  Object.assign(edit(d, rung), { startAt, dueAt: startAt + length, anchoredAt: startAt });
}

/** Face to face nothing needs to be asked again; a voice on the phone may not be theirs. */
function releaseAfterPersuasion(d: Draft, by: 'phone' | 'visit', officer: string | null): void {
  if (by === 'visit') {
    if (d.next.confirmation) patch(d, { confirmation: null });
    releaseAll(d, 'persuaded');
    return;
  }
  askSecondPerson(d, 'release', officer ?? 'system');
}

/** Somebody stood before the person: that clock is met, and a visit that had been given up has been made after all. */
export function meetFaceToFace(d: Draft): void {
  for (const rung of d.next.rungs) {
    if (rung.kind === 'face_to_face' && isPending(rung)) finish(d, rung, 'done');
    if (rung.kind === 'visit' && isGivenUp(rung)) finish(d, rung, 'done');
  }
}

/** Whoever stood before the person has made the look that was due; one that lies ahead is still to be made. */
function settleLooks(d: Draft): void {
  for (const rung of d.next.rungs)
    if ((rung.kind === 'follow_up' || rung.kind === 'reverify') && rung.status === 'open')
      finish(d, rung, 'done');
}

/** A watched person was reached and the persuasion holds; face to face it counts for more than by phone. */
export function persuasionHeld(d: Draft, by: 'phone' | 'visit', officer: string | null): void {
  const believed = d.next.persuadedBy;
  if (by === 'visit') {
    meetFaceToFace(d);
    settleLooks(d);
    patch(d, { result: 'persuaded_visit', persuadedBy: 'visit' });
    if (believed === 'phone' && d.next.countermeasuresActive) releaseAfterPersuasion(d, 'visit', officer);
  } else askAnewForRelease(d, officer);
  endIfWatchIsOver(d);
}
