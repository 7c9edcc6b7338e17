import type { CountermeasureState, PoliceRank } from '#contracts';
import type { CaseSnapshot, CountermeasureKind, CountermeasureTarget } from '#escalation';
import type { Institution, Occasion } from './countermeasure.policy.js';

/** Words of a request and of its decisions; at rest only in `statement_sealed`. */
export interface Statement {
  legalBasis: string | null;
  necessity: string | null;
  scope: string | null;
  decisionReason: string | null;
  /** Why it was withdrawn or its release asked for. */
  endReason: string | null;
}

export interface CountermeasureRow {
  id: string;
  document_no: string;
  case_id: string;
  kind: CountermeasureKind;
  target: CountermeasureTarget;
  institution: Institution;
  target_sealed: Buffer | null;
  target_index: Buffer | null;
  statement_sealed: Buffer;
  duration_s: number | null;
  state: CountermeasureState;
  version: number;
  unknown: boolean;
  occasion: Occasion;
  draft_key: string | null;
  proposed_by: string | null;
  decided_by: string | null;
  proposed_no: string | null;
  decided_no: string | null;
  decided_rank: PoliceRank | null;
  institution_ref: string | null;
  release_reason: string | null;
  release_tries: number;
  clock_from: Date;
  approve_by: Date | null;
  send_by: Date | null;
  acknowledge_by: Date | null;
  alarmed: string[];
  decided_at: Date | null;
  sent_at: Date | null;
  acknowledged_at: Date | null;
  in_force_at: Date | null;
  ends_at: Date | null;
  release_asked_at: Date | null;
  released_at: Date | null;
  poll_at: Date | null;
  created_at: Date;
}

/** A request under lock, its case locked before it. */
export interface LockedCountermeasure {
  row: CountermeasureRow;
  personId: string;
  snapshot: CaseSnapshot;
  now: number;
}
