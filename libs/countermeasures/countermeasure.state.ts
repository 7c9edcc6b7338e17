import type { CountermeasureState } from '#contracts';

/** What can happen to a request (domain.md section 5). */
export const COUNTERMEASURE_EVENTS = [
  'complete',
  'approve',
  'reject',
  'withdraw',
  'lapse',
  'sent',
  'fail',
  'acknowledge',
  'enforce',
  'end',
  'release',
  'stray',
] as const;
export type CountermeasureEvent = (typeof COUNTERMEASURE_EVENTS)[number];

/**
 * Life of a request. An institution's words overtake each other, so each later state can be reached from every earlier
 * one that the request had left the desk with; `end` asks for the release, only the institution's word is `release`.
 * `stray`: in force, or perhaps, although it was given up; then that is to be released like any other.
 */
export const TRANSITIONS: Readonly<
  Record<CountermeasureState, Partial<Record<CountermeasureEvent, CountermeasureState>>>
> = {
  drafted: { complete: 'awaiting_approval', withdraw: 'withdrawn', lapse: 'withdrawn' },
  awaiting_approval: { approve: 'approved', reject: 'rejected', withdraw: 'withdrawn', lapse: 'withdrawn' },
  approved: {
    sent: 'sent',
    acknowledge: 'acknowledged',
    enforce: 'in_force',
    fail: 'failed',
    withdraw: 'withdrawn',
    end: 'expiring',
    release: 'released',
  },
  sent: {
    acknowledge: 'acknowledged',
    enforce: 'in_force',
    fail: 'failed',
    end: 'expiring',
    release: 'released',
  },
  acknowledged: { enforce: 'in_force', fail: 'failed', end: 'expiring', release: 'released' },
  in_force: { end: 'expiring', release: 'released' },
  expiring: { fail: 'failed', release: 'released' },
  released: {},
  rejected: {},
  failed: { stray: 'expiring' },
  withdrawn: { stray: 'expiring' },
};

/** Nothing is pending in these; only a stray comes back from `failed` and `withdrawn`. */
export const OVER: readonly CountermeasureState[] = ['released', 'rejected', 'failed', 'withdrawn'];
/** States in which the case counts a request as one that persuasion must release. */
export const ACTIVE: readonly CountermeasureState[] = [
  'drafted',
  'awaiting_approval',
  'approved',
  'sent',
  'acknowledged',
  'in_force',
  'expiring',
];
/** The request is with the institution, or about to be. */
export const OUT: readonly CountermeasureState[] = [
  'approved',
  'sent',
  'acknowledged',
  'in_force',
  'expiring',
];

/** Thrown for an event that the state does not allow. */
export class IllegalTransition extends Error {
  constructor(
    readonly from: CountermeasureState,
    readonly event: CountermeasureEvent,
  ) {
    super(`a countermeasure that is ${from} cannot ${event}`);
    this.name = 'IllegalTransition';
  }
}

export function allows(from: CountermeasureState, event: CountermeasureEvent): boolean {
  return TRANSITIONS[from][event] !== undefined;
}

/** @throws IllegalTransition */
export function nextState(from: CountermeasureState, event: CountermeasureEvent): CountermeasureState {
  const to = TRANSITIONS[from][event];
  if (to === undefined) throw new IllegalTransition(from, event);
  return to;
}
