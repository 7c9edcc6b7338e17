import type { CountermeasureKind, CountermeasureTarget } from '#escalation';

export interface MeasureRule {
  targets: readonly CountermeasureTarget[];
  /** What the form proposes, in seconds (domain.md section 5). */
  defaultS: number;
  /** The most one approval may give. */
  maxS: number;
  /** Choices on the form, in seconds. */
  choicesS: readonly number[];
  basis: 'art20' | 'art18' | 'art34' | 'art11';
}

const MIN = 60;
const HOUR = 3600;

/** Ends and limits of domain.md section 5; the server holds to them, the form only leads there. */
export const MEASURE_RULES: Readonly<Record<CountermeasureKind, MeasureRule>> = {
  transfer_limit: {
    targets: ['victim_account', 'suspect_account'],
    defaultS: 24 * HOUR,
    maxS: 24 * HOUR,
    choicesS: [2 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR],
    basis: 'art34',
  },
  stop_payment: {
    targets: ['suspect_account', 'victim_account'],
    defaultS: 48 * HOUR,
    maxS: 48 * HOUR,
    choicesS: [12 * HOUR, 24 * HOUR, 48 * HOUR],
    basis: 'art20',
  },
  line_suspension: {
    targets: ['victim_line'],
    defaultS: 10 * MIN,
    maxS: 30 * MIN,
    choicesS: [10 * MIN, 20 * MIN, 30 * MIN],
    basis: 'art34',
  },
  call_forward_cancel: {
    targets: ['victim_line'],
    defaultS: HOUR,
    maxS: 24 * HOUR,
    choicesS: [HOUR, 6 * HOUR, 24 * HOUR],
    basis: 'art11',
  },
  network_cut: {
    targets: ['victim_line'],
    defaultS: 10 * MIN,
    maxS: 30 * MIN,
    choicesS: [10 * MIN, 20 * MIN, 30 * MIN],
    basis: 'art34',
  },
};

/** Narrowest first (domain.md section 5). */
export const KINDS_NARROW_FIRST: readonly CountermeasureKind[] = [
  'stop_payment',
  'transfer_limit',
  'call_forward_cancel',
  'line_suspension',
  'network_cut',
];

/** A length as minutes below two hours, else hours. */
export function lengthOf(seconds: number): { unit: 'minutes' | 'hours'; n: number } {
  return seconds < 2 * HOUR
    ? { unit: 'minutes', n: Math.round(seconds / MIN) }
    : { unit: 'hours', n: Math.round(seconds / HOUR) };
}
