import { OUTCOMES, type AttemptKind, type Outcome, type RungKind, type Tier } from '#escalation';
import type { RungView } from '#contracts';

/** How an officer thinks of an outcome, best news first. */
export const OUTCOME_GROUPS = {
  ended: ['persuaded_phone', 'persuaded_visit', 'self_aware'],
  talked: [
    'wavering',
    'denies',
    'refused',
    'third_party_answered',
    'call_forward_suspected',
    'relative_custody',
  ],
  unreached: ['no_answer', 'busy', 'rejected', 'phone_off', 'invalid_number', 'not_found'],
  money: ['paid', 'paid_after_persuasion'],
  // `duplicate` is said by merging the case.
  other: ['false_alarm', 'wrong_jurisdiction', 'not_victim', 'expired'],
} as const satisfies Record<string, readonly Outcome[]>;
export type OutcomeGroup = keyof typeof OUTCOME_GROUPS;
export const GROUP_NAMES = Object.keys(OUTCOME_GROUPS) as OutcomeGroup[];

/** Kinds an officer records by hand; robot calls and texts report by themselves. */
export const OFFICER_KINDS = [
  'call',
  'inbound_call',
  'follow_up',
  'visit',
  'relative',
  'review',
] as const satisfies readonly AttemptKind[];
export type OfficerKind = (typeof OFFICER_KINDS)[number];

const SPOKEN: readonly AttemptKind[] = ['call', 'inbound_call', 'visit', 'follow_up'];
const RUNG_OUT: readonly AttemptKind[] = ['call', 'follow_up'];
const ANSWERED: readonly AttemptKind[] = [...SPOKEN, 'relative'];
const ANY: readonly AttemptKind[] = [...ANSWERED, 'review'];

/** Which outcome can come of which kind of contact, after domain.md section 3; the server refuses the others. */
const KINDS: Readonly<Record<Outcome, readonly AttemptKind[]>> = {
  persuaded_phone: ['call', 'inbound_call', 'follow_up'],
  persuaded_visit: ['visit'],
  self_aware: SPOKEN,
  false_alarm: [...SPOKEN, 'review'],
  wavering: ANSWERED,
  denies: ANSWERED,
  refused: ANSWERED,
  no_answer: [...RUNG_OUT, 'relative'],
  busy: RUNG_OUT,
  rejected: RUNG_OUT,
  phone_off: RUNG_OUT,
  invalid_number: RUNG_OUT,
  third_party_answered: [...RUNG_OUT, 'inbound_call'],
  call_forward_suspected: [...RUNG_OUT, 'inbound_call'],
  not_found: ['visit'],
  wrong_jurisdiction: [...SPOKEN, 'review'],
  paid: ANY,
  paid_after_persuasion: ANY,
  relative_custody: [...SPOKEN, 'relative'],
  duplicate: [],
  not_victim: [...SPOKEN, 'review'],
  expired: ['review'],
};

export const fits = (outcome: Outcome, kind: AttemptKind): boolean => KINDS[outcome].includes(kind);

/** Only a supervisor lets a case expire, and only a low one. */
export const mayExpire = (tier: Tier, may: (action: string) => boolean): boolean =>
  tier === 'low' && may('cases.expire');

/** The groups with the outcomes that fit a kind; empty groups are left out. */
export function groupsFor(
  kind: AttemptKind,
  expires: boolean,
): { group: OutcomeGroup; outcomes: Outcome[] }[] {
  return GROUP_NAMES.map((group) => ({
    group,
    outcomes: OUTCOME_GROUPS[group].filter((o) => fits(o, kind) && (o !== 'expired' || expires)),
  })).filter(({ outcomes }) => outcomes.length > 0);
}

export const needsGate = (outcome: Outcome | null): boolean =>
  outcome === 'persuaded_phone' || outcome === 'persuaded_visit';

export const ALL_GROUPED: readonly Outcome[] = OUTCOMES.filter((o) =>
  GROUP_NAMES.some((g) => (OUTCOME_GROUPS[g] as readonly Outcome[]).includes(o)),
);

const RUNG_OF: Partial<Record<AttemptKind, RungKind>> = {
  call: 'call',
  follow_up: 'follow_up',
  visit: 'visit',
  relative: 'relative',
  review: 'reverify',
};
const PENDING = new Set(['open', 'running', 'waiting']);

/** The rung an attempt of this kind works: the one that can be worked now, else the earliest pending. */
export function rungFor(kind: AttemptKind, rungs: readonly RungView[]): string | undefined {
  const wanted = RUNG_OF[kind];
  const pending = rungs.filter((r) => r.kind === wanted && PENDING.has(r.status));
  const rank = (r: RungView): number => (r.status === 'open' ? 0 : r.status === 'running' ? 1 : 2);
  return pending.sort((a, b) => rank(a) - rank(b) || Date.parse(a.startAt) - Date.parse(b.startAt))[0]?.id;
}
