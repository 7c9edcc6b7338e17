import { isCause } from './raise.js';
import type { CaseFacts, CaseSnapshot, Millis, TierReason } from './snapshot.js';
import { FIRST_CASE_STATE } from './transitions.js';
import type { Tier } from './vocabulary.js';

export interface Opening {
  caseId: string;
  playbook: { id: string; version: number };
  /** Time of the durable write of the alert: clocks start here. */
  receivedAt: Millis;
  tier: Tier;
  tierFloor: Tier | null;
  tierReasons: TierReason[];
  facts: CaseFacts;
}

/** A case as it is before its `opened` input: no rungs yet, due at once. */
export function openSnapshot(opening: Opening): CaseSnapshot {
  return {
    caseId: opening.caseId,
    playbook: { id: opening.playbook.id, version: opening.playbook.version },
    state: FIRST_CASE_STATE,
    tier: opening.tier,
    tierFloor: opening.tierFloor,
    tierReasons: opening.tierReasons,
    // What triage upgraded for has been counted.
    raised: opening.tierReasons.map((reason) => reason.rule).filter(isCause),
    facts: opening.facts,
    anchors: {
      received: opening.receivedAt,
      tier_raised: opening.receivedAt,
      persuaded: null,
      outcome: null,
    },
    rungs: [],
    lease: null,
    pause: null,
    outcomes: {},
    result: null,
    persuadedBy: null,
    endedAt: null,
    confirmation: null,
    countermeasuresActive: false,
    wakeAt: opening.receivedAt,
    wakeNo: 0,
    next: null,
    version: 0,
  };
}
