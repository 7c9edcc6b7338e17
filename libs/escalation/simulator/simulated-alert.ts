import type { CaseFacts, Millis, TierReason } from '../snapshot.js';
import type { Tier } from '../vocabulary.js';

/** One alert as the simulator takes it: already triaged, about a person who has a number and no name. */
export interface SimulatedAlert {
  /** When it was received; alerts come in this order. */
  at: Millis;
  raisedAt: Millis;
  /** Index of the person, from 0; a repeat names the same one. */
  person: number;
  tier: Tier;
  /** Tier given by the source: the case never goes below it. */
  floor: Tier | null;
  reasons: TierReason[];
  /** What this alert says; what the live case knew is merged with it. */
  facts: CaseFacts;
  /** Money that has gone already, in fen; it orders the queue and can be lost no more. */
  amountFen: number | null;
  /** Brings a signal, type, payment or suspect that a live case has not got. */
  news: boolean;
}

/** The facts of a live case once this alert has joined it, as intake merges them. */
export function joinedFacts(known: CaseFacts, { facts }: SimulatedAlert): CaseFacts {
  return {
    ...facts,
    fraudType: known.fraudType === 'other' ? facts.fraudType : known.fraudType,
    signals: [...new Set([...known.signals, ...facts.signals])],
    flags: [...new Set([...known.flags, ...facts.flags])],
  };
}
