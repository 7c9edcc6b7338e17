import type { RungStatus } from './snapshot.js';
import type { CaseState } from './vocabulary.js';

/** The two state machines of the engine. docs/engine.md draws them; a spec holds drawing and tables together. */
export const CASE_TRANSITIONS: Readonly<Record<CaseState, readonly CaseState[]>> = {
  open: ['watched', 'ended'],
  watched: ['open', 'ended'],
  // Only a duplicate comes back: it was none.
  ended: ['open'],
};

export const RUNG_TRANSITIONS: Readonly<Record<RungStatus, readonly RungStatus[]>> = {
  waiting: ['open', 'running', 'done', 'skipped', 'cancelled', 'exhausted', 'failed'],
  open: ['waiting', 'running', 'done', 'skipped', 'cancelled', 'exhausted', 'failed'],
  running: ['waiting', 'done', 'skipped', 'cancelled', 'exhausted', 'failed'],
  done: ['waiting'],
  skipped: ['waiting'],
  cancelled: ['waiting'],
  // Waived all the same, or somebody was met after all.
  exhausted: ['waiting', 'skipped', 'done'],
  // A late receipt may still say what became of an effect that counted as unknown.
  failed: ['waiting', 'running', 'skipped', 'done'],
};

/** Where a case begins and ends, and where a rung begins. */
export const FIRST_CASE_STATE: CaseState = 'open';
export const LAST_CASE_STATE: CaseState = 'ended';
export const FIRST_RUNG_STATUS: RungStatus = 'waiting';

/** A defect of the engine, not of its input. */
export class IllegalTransition extends Error {
  constructor(what: string, from: string, to: string) {
    super(`${what} cannot go from ${from} to ${to}`);
    this.name = 'IllegalTransition';
  }
}

export function assertCaseMove(from: CaseState, to: CaseState): void {
  if (!CASE_TRANSITIONS[from].includes(to)) throw new IllegalTransition('case', from, to);
}

export function assertRungMove(rungId: string, from: RungStatus, to: RungStatus): void {
  if (!RUNG_TRANSITIONS[from].includes(to)) throw new IllegalTransition(`rung ${rungId}`, from, to);
}
