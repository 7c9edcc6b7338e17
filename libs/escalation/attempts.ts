import { alarm } from './alarms.js';
import { targetOf } from './attempt-target.js';
import { askSecondPerson, dropFalseAlarm } from './confirmation.js';
import { edit, patch, rungOf, specFor, specOf, tell, type Draft } from './draft.js';
import { follow, followTurn, startRung } from './edges.js';
import { endCase, openReportBack } from './ending.js';
import { assertGate, meetFaceToFace, persuasionHeld, watch } from './persuasion.js';
import type { Answer, Disposition, Edge, OutcomeRule } from './playbook.js';
import { isReferred, REFERRED } from './referral.js';
import { reopen, reRing } from './rering.js';
import { finish, isPending, KNOWN_EXHAUSTED, LOOKED_AT } from './rungs.js';
import { timesFrom, timesNow, replan } from './schedule.js';
import { retry } from './settling.js';
import { DecisionRefused, type EngineInput, type RungState } from './snapshot.js';
import type { AttemptKind, Outcome } from './vocabulary.js';

type Attempt = Extract<EngineInput, { type: 'attempt' }>;

const DESK_KINDS: readonly AttemptKind[] = ['call', 'inbound_call', 'follow_up', 'review'];
/** A machine's word never ends a case (domain.md section 2). */
const MACHINE_KINDS: readonly AttemptKind[] = ['robot_call', 'sms'];

/** A contact attempt and what follows from it (domain.md section 3). */
export function recordAttempt(d: Draft, input: Attempt): void {
  const outcome = effectiveOutcome(d, input.outcome);
  const rule = d.playbook.outcomes[outcome];
  assertReportable(d, input);
  const rung = targetOf(d, input);
  // A persuasion of a watched case by phone only says that the first one held; its gate was passed then.
  const asserted = rule.ends === 'watch' && (d.next.state === 'open' || outcome === 'persuaded_visit');
  const gate = asserted ? assertGate(input.gate, d.now) : undefined;

  patch(d, { anchors: { ...d.next.anchors, outcome: d.now } });
  tell(d, 'attempt_recorded', {
    attemptId: input.attemptId,
    kind: input.kind,
    outcome,
    by: input.by,
    rungId: rung?.id ?? null,
  });
  if (input.by !== null && DESK_KINDS.includes(input.kind)) signIn(d);
  if (input.kind === 'visit' && rule.reached) meetFaceToFace(d);
  // Whoever was reached and neither saw through it nor was never in it speaks against a false alarm.
  if (rule.reached && rule.ends !== 'yes') dropFalseAlarm(d, outcome);

  // With a call of ours on the line, busy says nothing of the person.
  if (outcome === 'busy' && input.busyIsForeign === false) {
    if (rung?.kind !== 'reverify') dispose(d, rung, 'retry', outcome);
    return;
  }
  // Who is no victim was not persuaded of anything: the watch is over, and counts for nothing.
  if (outcome === REFERRED && d.next.state === 'watched') reopen(d, outcome);
  const before = d.next.outcomes;
  const answer = answerTo(d, input, outcome, rule, rung);
  const { edges } = answer;
  // Raises look at what came before this attempt.
  if (d.next.state === 'watched') attemptInWatch(d, input, outcome, rule, answer, rung);
  else {
    follow(d, edges.filter(isRaise), { outcome });
    noteOutcome(d, before, outcome);
    // Read anew: a raise may have put a copy in its place.
    if (rung?.kind === 'reverify' && rule.ends === 'no')
      reverified(d, rungOf(d, rung.id) ?? rung, outcome, rule);
    else dispose(d, rung, answer.rung, outcome);
    // A look has just been made; the next one comes at its time.
    const further = withoutRaises(edges).filter((edge) => rung?.kind !== 'reverify' || !startsReverify(edge));
    follow(d, further, { outcome, ...(rung ? { rung } : {}) });
    if (rule.ends === 'watch' && gate) {
      watch(d, input.kind === 'visit' ? 'visit' : 'phone', gate, input.by);
      return;
    }
    conclude(d, input, outcome, rule);
    return;
  }
  noteOutcome(d, before, outcome);
}

/** What follows: as the rung has it, else as this kind of contact has it, else in general. */
const answerTo = (
  d: Draft,
  { kind }: Attempt,
  outcome: Outcome,
  rule: OutcomeRule,
  rung: RungState | undefined,
): Answer => (rung && specFor(d, rung)?.outcomes?.[outcome]) ?? rule.byKind?.[kind] ?? rule;

/** @throws DecisionRefused for an outcome that this contact, or a case of this tier, cannot have. */
function assertReportable(d: Draft, { kind, outcome }: Attempt): void {
  const { kinds, tiers, notYet } = d.playbook.outcomes[outcome];
  if (notYet) throw new DecisionRefused('outcome_not_for_kind', notYet, 'outcome');
  if (!kinds.includes(kind))
    throw new DecisionRefused('outcome_not_for_kind', `${outcome} cannot come of a ${kind}`, 'outcome');
  if (tiers && !tiers.includes(d.next.tier))
    throw new DecisionRefused('outcome_not_for_tier', `no ${d.next.tier} case is ${outcome}`, 'outcome');
}

const isRaise = (edge: Edge): boolean => edge.do === 'raise';
const withoutRaises = (edges: readonly Edge[]): Edge[] => edges.filter((edge) => edge.do !== 'raise');

function noteOutcome(d: Draft, before: Draft['next']['outcomes'], outcome: Outcome): void {
  patch(d, { outcomes: { ...before, [outcome]: [...(before[outcome] ?? []), d.now] } });
}

/** Paying while watched is paying after persuasion, and only then. */
function effectiveOutcome(d: Draft, outcome: Outcome): Outcome {
  if (outcome === 'paid' && d.next.state === 'watched') return 'paid_after_persuasion';
  if (outcome === 'paid_after_persuasion' && d.next.state === 'open') return 'paid';
  return outcome;
}

/** What becomes of the rung that was worked; one that has ended keeps its end. */
function dispose(d: Draft, rung: RungState | undefined, as: Disposition, outcome: Outcome): void {
  const current = rung && rungOf(d, rung.id);
  if (!current || !isPending(current)) return;
  const copy = edit(d, current);
  copy.outcome = outcome;
  if (copy.kind === 'call' || copy.kind === 'follow_up' || copy.kind === 'reverify') copy.attempts += 1;
  if (as === 'retry') retry(d, copy, outcome);
  else if (as === 'failed') {
    finish(d, copy, 'failed', outcome);
    followTurn(d, copy, 'failed');
  } else finish(d, copy, 'done');
}

/** The first touch by a person at the desk signs the case in. */
export function signIn(d: Draft): void {
  for (const rung of d.next.rungs) if (rung.kind === 'sign_in' && isPending(rung)) finish(d, rung, 'done');
}

const isAwaited = (rung: RungState): boolean =>
  isPending(rung) && (rung.kind === 'follow_up' || rung.kind === 'visit');

/**
 * A re-verification found the case alive, or nobody. Nobody is reason enough to begin the ladder when it has not been
 * climbed for a day, or not at all, since the alert was stale on arrival.
 */
function reverified(d: Draft, rung: RungState, outcome: Outcome, rule: OutcomeRule): void {
  const begun = Math.max(...d.next.rungs.filter(isOfRound).map((one) => one.anchoredAt));
  if (rule.reached || d.now - begun >= d.playbook.recheckS * 1000) checkedAndLive(d, rung);
  else checkedInVain(d, rung, outcome);
}

/** Kinds that each round of a ladder begins with, by whatever anchor. */
const isOfRound = ({ kind }: RungState): boolean => kind === 'call' || kind === 'robot_call';

/**
 * A re-verification that reached nobody has not found the case alive: what its outcome asks for is done and no more,
 * so that relatives are not asked and a home not visited anew each time a phone rings out. It comes back at its time;
 * when the ladder was exhausted, the supervisor knows that.
 */
function checkedInVain(d: Draft, rung: RungState, outcome: Outcome): void {
  if (!isPending(rung)) return;
  const known = KNOWN_EXHAUSTED.includes(rung.reason);
  finish(d, rung, 'done', outcome);
  planNextCheck(d, rung);
  const next = rungOf(d, rung.id);
  if ((known || isReferred(d)) && next?.status === 'waiting') edit(d, next).reason = LOOKED_AT;
}

/**
 * A re-verification found the case alive: its ladder starts again, and so does the stale clock. Where the person is no
 * victim only the clock does.
 */
export function checkedAndLive(d: Draft, rung: RungState): void {
  if (!isPending(rung)) return;
  finish(d, rung, 'done');
  const watched = d.next.state === 'watched';
  // Of a watched case somebody else is still to hear, or this question comes back until the answer is clean.
  if (watched && d.next.rungs.some(isAwaited)) return;
  const referred = isReferred(d);
  if (!watched && !referred) reRing(d, 'reverified');
  planNextCheck(d, rung);
  const next = rungOf(d, rung.id);
  if (referred && next?.status === 'waiting') edit(d, next).reason = LOOKED_AT;
}

function planNextCheck(d: Draft, rung: RungState): void {
  const watched = d.next.state === 'watched';
  const fresh = rungOf(d, rung.id);
  const spec = specOf(d, rung.id);
  if (!fresh || isPending(fresh) || !spec) return;
  // Where the ladder has no re-verification by time (low, or a watched case), it comes back after a day.
  const byTime = spec.start.anchor === 'received' && !watched;
  const times = byTime ? timesFrom(d, spec, d.now) : timesNow(d, spec);
  const later = d.playbook.recheckS * 1000;
  replan(d, fresh, byTime ? times : { ...times, startAt: d.now + later, dueAt: null });
}

/** Ends the case, asks for a second reviewer, or leaves it open. */
function conclude(d: Draft, input: Attempt, outcome: Outcome, rule: OutcomeRule): void {
  if (rule.ends !== 'yes') {
    if (rule.reached) openReportBack(d);
    return;
  }
  if (MACHINE_KINDS.includes(input.kind)) {
    startRung(d, 'call', { outcome });
    return;
  }
  if (rule.secondReviewer?.includes(d.next.tier)) {
    askSecondPerson(d, 'false_alarm', input.by ?? 'system');
    return;
  }
  endCase(d, outcome);
}

function attemptInWatch(
  d: Draft,
  input: Attempt,
  outcome: Outcome,
  rule: OutcomeRule,
  { edges }: Answer,
  rung: RungState | undefined,
): void {
  const aboutThePerson = input.kind !== 'relative' || !rule.byKind?.relative;
  const machine = MACHINE_KINDS.includes(input.kind);
  if (rule.inWatch === 'clean' && !machine) {
    dispose(d, rung, 'done', outcome);
    persuasionHeld(d, input.kind === 'visit' ? 'visit' : 'phone', input.by);
    return;
  }
  if ((rule.inWatch === 'relapse' || rule.inWatch === 'paid') && aboutThePerson) {
    dispose(d, rung, 'done', outcome);
    alarm(d, 'relapse', rung?.id ?? null, `${d.next.version + 1}`);
    reopen(d, outcome);
    follow(d, edges.filter(isRaise), { outcome });
    reRing(d, outcome);
    follow(d, withoutRaises(edges), { outcome });
    return;
  }
  if (rule.ends === 'yes' && !machine) {
    dispose(d, rung, 'done', outcome);
    conclude(d, input, outcome, rule);
    return;
  }
  // Only a clean answer is a follow-up; with anything else it is still to be made.
  if (rung?.kind === 'reverify') checkedAndLive(d, rung);
  else if (rung?.kind === 'follow_up') dispose(d, rung, rule.rung === 'failed' ? 'failed' : 'retry', outcome);
  else if (rung?.kind === 'visit') dispose(d, rung, rule.rung, outcome);
  if (rule.inWatch === 'same') {
    const allowed = withoutRaises(edges).filter((edge) => edge.do === 'alarm' || startsReverify(edge));
    follow(d, allowed, { outcome });
  }
}

const startsReverify = (edge: Edge): boolean => edge.do === 'start' && edge.rungs.includes('reverify');
