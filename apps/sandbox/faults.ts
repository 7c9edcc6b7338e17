import { DeskError } from '#platform';

export const COUNTERPARTS = ['sms', 'voice', 'bank', 'carrier', 'upstream'] as const;
export type Counterpart = (typeof COUNTERPARTS)[number];

export const RECEIPT_FAULTS = ['doubled', 'late', 'out_of_order', 'none', 'failed'] as const;

/** What a counterpart does wrong. Everything is applied on the wire; an empty object is a healthy counterpart. */
export interface FaultSet {
  /** Each answer is this late. */
  slowMs?: number;
  /** Acts and answers, and is never heard of again: no receipt, no callback. */
  silentAfterActing?: boolean;
  /** Acts, and never answers the request; receipts and callbacks do come. */
  timeoutAfterActing?: boolean;
  /** Requests a second that are let through (0: none); the rest is 429 or ESME_RTHROTTLED. */
  throttle?: number;
  /** Cuts the connection at the request, before acting. */
  disconnect?: boolean;
  /** Receipts and callbacks: twice, `lateMs` late, in the wrong order, not at all, or telling of failure. */
  receipts?: (typeof RECEIPT_FAULTS)[number];
  /** Default 60,000. */
  lateMs?: number;
  /** Refuses for a reason of its own: 422 or ESME_RSUBMITFAIL. */
  refuse?: boolean;
  /** Answers 404 to everything, as a front that has lost its book; what is in force stays so. Not over SMPP. */
  forgets?: boolean;
  /** Fails before acting: 500 or ESME_RSYSERR. */
  status500?: boolean;
  /** Its clock is this many seconds ahead (behind when negative): in times it writes and in signatures. */
  clockSkewS?: number;
  /** After this many requests the faults switch themselves off. */
  times?: number;
}

const NUMBERS = { slowMs: 600_000, throttle: 10_000, lateMs: 86_400_000, times: 1_000_000 } as const;
const FLAGS = [
  'silentAfterActing',
  'timeoutAfterActing',
  'disconnect',
  'refuse',
  'forgets',
  'status500',
] as const;

/** Faults by counterpart. A request takes the set that holds when it arrives, and keeps it for all its aftermath. */
export class Faults {
  private readonly sets = new Map<Counterpart, FaultSet>();
  private readonly listeners: ((counterpart: Counterpart, faults: FaultSet) => void)[] = [];

  get(counterpart: Counterpart): FaultSet {
    return this.sets.get(counterpart) ?? {};
  }

  all(): Record<Counterpart, FaultSet> {
    return Object.fromEntries(COUNTERPARTS.map((name) => [name, this.get(name)])) as Record<
      Counterpart,
      FaultSet
    >;
  }

  /** Replaces the counterpart's faults; `{}` heals it. */
  set(counterpart: Counterpart, faults: FaultSet): void {
    this.sets.set(counterpart, { ...faults });
    for (const listener of this.listeners) listener(counterpart, faults);
  }

  clear(): void {
    for (const counterpart of COUNTERPARTS) this.set(counterpart, {});
  }

  /** The faults of one request; counts it against `times`. */
  take(counterpart: Counterpart): FaultSet {
    const faults = this.get(counterpart);
    if (faults.times !== undefined) {
      this.sets.set(counterpart, faults.times > 1 ? { ...faults, times: faults.times - 1 } : {});
    }
    return faults;
  }

  onChange(listener: (counterpart: Counterpart, faults: FaultSet) => void): void {
    this.listeners.push(listener);
  }
}

/** @throws DeskError malformed, naming the field, for what is no fault set. */
export function parseFaults(body: unknown): FaultSet {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new DeskError('malformed', 'a fault set is an object');
  }
  const faults: FaultSet = {};
  for (const [key, value] of Object.entries(body)) Object.assign(faults, { [key]: parseFault(key, value) });
  return faults;
}

function parseFault(key: string, value: unknown): unknown {
  const wrong = (message: string): DeskError =>
    new DeskError('malformed', `fault ${key}: ${message}`, [{ field: key, code: 'invalid', message }]);
  if (key in NUMBERS) {
    const max = NUMBERS[key as keyof typeof NUMBERS];
    const number = key === 'throttle' && value === true ? 0 : value;
    if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number > max) {
      throw wrong(`a whole number from 0 to ${max}`);
    }
    return number;
  }
  if (key === 'clockSkewS') {
    if (typeof value !== 'number' || !Number.isInteger(value)) throw wrong('a whole number of seconds');
    return value;
  }
  if (key === 'receipts') {
    if (!RECEIPT_FAULTS.some((name) => name === value)) throw wrong(`one of ${RECEIPT_FAULTS.join(', ')}`);
    return value;
  }
  if (FLAGS.some((name) => name === key)) {
    if (typeof value !== 'boolean') throw wrong('true or false');
    return value;
  }
  throw wrong('no such fault');
}
