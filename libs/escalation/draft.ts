import { indexOf, ladderFor, specIn, type LadderIndex, type PlaybookIndex } from './playbook-index.js';
import type { Ladder, Playbook, RungSpec } from './playbook.js';
import type {
  CaseSnapshot,
  Decision,
  Effect,
  EngineEvent,
  Millis,
  RungState,
  RungStatus,
} from './snapshot.js';
import { assertCaseMove, assertRungMove } from './transitions.js';
import type { CaseState } from './vocabulary.js';

/**
 * The working copy of one decision. Copy on write: the snapshot's top level is copied once, a rung when it is first
 * edited; everything else is shared with the snapshot that came in, which is never written to.
 */
export interface Draft {
  readonly before: CaseSnapshot;
  readonly next: CaseSnapshot;
  readonly playbook: Playbook;
  readonly index: PlaybookIndex;
  /** The ladder as it is for the case's present tier and facts. */
  ladder: LadderIndex;
  readonly now: Millis;
  readonly events: EngineEvent[];
  readonly effects: Effect[];
  /** Rungs that are this draft's own copies. */
  readonly own: RungState[];
  rungsCopied: boolean;
  changed: boolean;
  /** The wake was armed anew though nothing happened; that is saved, and is no new version. */
  rearmed: boolean;
}

export function openDraft(before: CaseSnapshot, playbook: Playbook, now: Millis): Draft {
  const index = indexOf(playbook);
  return {
    before,
    next: copyOf(before),
    playbook,
    index,
    ladder: ladderFor(index, before.tier, before.facts),
    now,
    events: [],
    effects: [],
    own: [],
    rungsCopied: false,
    changed: false,
    rearmed: false,
  };
}

/** Every key, so that one that is new cannot be forgotten below. */
type Whole<T> = { [K in keyof Required<T>]: T[K] };

/**
 * A snapshot's top level, field by field: each copy has one and the same shape, whichever way the case came. As a spread it
 * took a fifth of a decision's time, and what was read of it afterwards took longer.
 */
function copyOf(from: CaseSnapshot): CaseSnapshot {
  const copy: Whole<CaseSnapshot> = {
    caseId: from.caseId,
    playbook: from.playbook,
    state: from.state,
    tier: from.tier,
    tierFloor: from.tierFloor,
    tierReasons: from.tierReasons,
    raised: from.raised,
    facts: from.facts,
    anchors: from.anchors,
    rungs: from.rungs,
    lease: from.lease,
    pause: from.pause,
    outcomes: from.outcomes,
    result: from.result,
    persuadedBy: from.persuadedBy,
    persuader: from.persuader,
    endedAt: from.endedAt,
    confirmation: from.confirmation,
    countermeasuresActive: from.countermeasuresActive,
    mergedInto: from.mergedInto,
    wakeAt: from.wakeAt,
    wakeNo: from.wakeNo,
    next: from.next,
    version: from.version,
  };
  return copy;
}

/** The same for a rung. */
function copyOfRung(from: RungState): RungState {
  const copy: Whole<RungState> = {
    id: from.id,
    kind: from.kind,
    status: from.status,
    startAt: from.startAt,
    dueAt: from.dueAt,
    anchoredAt: from.anchoredAt,
    attempts: from.attempts,
    alarmed: from.alarmed,
    outcome: from.outcome,
    reason: from.reason,
    effectKey: from.effectKey,
    effectTimeoutAt: from.effectTimeoutAt,
    cycle: from.cycle,
  };
  return copy;
}

export const ladderOf = (d: Draft): Ladder => d.ladder.ladder;

/** The rung of the present ladder, if it has one. */
export const specOf = (d: Draft, rungId: string): RungSpec | undefined => d.ladder.byId.get(rungId);

export const ended = (d: Draft): boolean => d.next.state === 'ended';

export function rungOf(d: Draft, id: string): RungState | undefined {
  return d.next.rungs.find((rung) => rung.id === id);
}

/** What the playbook says of a rung; undefined for the engine's own (`held_source`). */
export const specFor = (d: Draft, rung: RungState): RungSpec | undefined =>
  specIn(d.ladder, d.index, d.next.facts, rung.id);

/** Changes top-level fields. */
export function patch(d: Draft, fields: Partial<Omit<CaseSnapshot, 'state' | 'rungs'>>): void {
  Object.assign(d.next, fields);
  if (fields.tier !== undefined || fields.facts !== undefined)
    d.ladder = ladderFor(d.index, d.next.tier, d.next.facts);
  d.changed = true;
}

/** A copy of this rung that may be written to; it takes the place of the old one. */
export function edit(d: Draft, rung: RungState): RungState {
  d.changed = true;
  if (d.own.includes(rung)) return rung;
  if (!d.rungsCopied) {
    d.next.rungs = d.next.rungs.slice();
    d.rungsCopied = true;
  }
  const at = d.next.rungs.indexOf(rung);
  if (at < 0) throw new Error(`rung ${rung.id} is not the case's own any more: read it anew`);
  const copy = copyOfRung(rung);
  d.own.push(copy);
  d.next.rungs[at] = copy;
  return copy;
}

export function addRung(d: Draft, rung: RungState): RungState {
  if (!d.rungsCopied) {
    d.next.rungs = d.next.rungs.slice();
    d.rungsCopied = true;
  }
  d.next.rungs.push(rung);
  d.own.push(rung);
  d.changed = true;
  return rung;
}

/** Moves a rung to another status, along the transition table. */
export function moveRung(d: Draft, rung: RungState, to: RungStatus, reason?: string): RungState {
  assertRungMove(rung.id, rung.status, to);
  const copy = edit(d, rung);
  copy.status = to;
  // Not `delete`: it would take the object off V8's fast path, and JSON leaves undefined out all the same.
  if (reason !== undefined || copy.reason !== undefined) copy.reason = reason;
  return copy;
}

export function moveCase(d: Draft, to: CaseState): void {
  assertCaseMove(d.next.state, to);
  d.next.state = to;
  d.changed = true;
}

export function tell(d: Draft, kind: EngineEvent['kind'], data: Record<string, unknown> = {}): void {
  d.events.push({ kind, data });
  d.changed = true;
}

export function ask(d: Draft, effect: Effect): void {
  d.effects.push(effect);
  d.changed = true;
}

/** The decision, or the very snapshot that came in when nothing changed. */
export function closeDraft(d: Draft): Decision {
  if (d.changed) d.next.version = d.before.version + 1;
  else if (!d.rearmed) return { snapshot: d.before, events: [], effects: [] };
  return { snapshot: d.next, events: d.events, effects: d.effects };
}
