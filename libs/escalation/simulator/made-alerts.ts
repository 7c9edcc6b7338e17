import type { Tier } from '../vocabulary.js';
import { DAY, FACTS, HOUR, MINUTE, NOON } from '../ladder-story.js';
import type { SimulatedAlert } from './simulated-alert.js';

/** Local midnight before noon of the stories. */
export const MIDNIGHT = NOON - 12 * HOUR;

/** One alert for specs. */
export const madeAlert = (more: Partial<SimulatedAlert> = {}): SimulatedAlert => ({
  at: NOON,
  raisedAt: more.at ?? NOON,
  person: 0,
  tier: 'high',
  floor: null,
  reasons: [],
  facts: FACTS,
  amountFen: null,
  news: false,
  ...more,
});

/** `perDay` alerts on each of `days` days, evenly by day and night, each tier in turn; every tenth is about a known person. */
export function madeAlerts(days: number, perDay: number, tiers: readonly Tier[]): SimulatedAlert[] {
  const every = Math.floor(DAY / perDay / MINUTE) * MINUTE;
  return Array.from({ length: days * perDay }, (_, no) =>
    madeAlert({
      at: MIDNIGHT + no * every,
      raisedAt: MIDNIGHT + no * every,
      person: no % 10 === 9 ? no - 7 : no,
      tier: tiers[no % tiers.length]!,
      news: no % 10 === 9,
    }),
  );
}
