import type {
  AttemptKind,
  CaseState,
  ConfirmationKind,
  CountermeasureKind,
  CountermeasureTarget,
  DeclineReason,
  FraudType,
  Need,
  Outcome,
  PersonFlag,
  RaiseCause,
  RungKind,
  Signal,
  Tier,
} from './vocabulary.js';

/** Milliseconds since the Unix epoch, always from the database's clock. */
export type Millis = number;

export type RungStatus =
  'waiting' | 'open' | 'running' | 'done' | 'skipped' | 'cancelled' | 'exhausted' | 'failed';

/** Where one rung of the ladder stands. */
export interface RungState {
  id: string;
  kind: RungKind;
  status: RungStatus;
  /** From here on it may be worked (human kinds) or acts by itself (the others). */
  startAt: Millis;
  /** Its deadline; null for a rung without one. Alarms ring at 80 % and 100 % of anchoredAt..dueAt. */
  dueAt: Millis | null;
  /** Start of the clock that dueAt ends: the anchor's time, or that of the start where the step opens late. */
  anchoredAt: Millis;
  /** Attempts made so far. */
  attempts: number;
  /** Which alarm marks of this rung have rung already, in percent. */
  alarmed: number[];
  /** What last came of it. */
  outcome?: Outcome;
  /** Why it was skipped, cancelled or started out of turn. */
  reason?: string;
  /** Key of the effect that is under way; null when none is. */
  effectKey?: string | null;
  /** When an effect under way counts as unknown. */
  effectTimeoutAt?: Millis | null;
  /** Raised by one at each re-start, so that effect keys of a new cycle differ. */
  cycle: number;
}

/** One reason for the present tier, shown to the officer. */
export interface TierReason {
  at: Millis;
  tier: Tier;
  /** Row of the triage table, a raise cause, or `source_floor`. */
  rule: string;
  /** The facts that met it: signal keys, description words' keys, counters. Never personal data. */
  facts: string[];
}

/** What the ladder needs to know of the person; never who they are. */
export interface CaseFacts {
  fraudType: FraudType;
  signals: Signal[];
  flags: PersonFlag[];
  hasPhone: boolean;
  hasAddress: boolean;
  /** A relative who may be contacted. */
  hasRelative: boolean;
  /** Alerts on this person in the last 30 days, this one included. */
  alertsIn30Days: number;
  /** Outward effects wait for a supervisor's release (design.md section 8: a source beyond its usual rate). */
  held?: boolean;
}

export interface Lease {
  by: string;
  /** End of the lease; a started call holds it until `callUntil`. */
  until: Millis;
  callUntil: Millis | null;
}

/** The whole state of a case as the engine sees it. Plain JSON; the engine never mutates one it was given. */
export interface CaseSnapshot {
  caseId: string;
  playbook: { id: string; version: number };
  state: CaseState;
  tier: Tier;
  /** A tier given by the source; the case never goes below. */
  tierFloor: Tier | null;
  tierReasons: TierReason[];
  raised: RaiseCause[];
  facts: CaseFacts;
  anchors: { received: Millis; tier_raised: Millis; persuaded: Millis | null; outcome: Millis | null };
  rungs: RungState[];
  lease: Lease | null;
  /** Hold of rungs by a supervisor, with an end; clocks not named go on. */
  pause: { rungs: string[]; until: Millis } | null;
  /** Attempts so far by outcome, for "busy twice" and the like: times of each. */
  outcomes: Partial<Record<Outcome, Millis[]>>;
  /** How the case ended or why it is watched. */
  result: Outcome | null;
  persuadedBy: 'phone' | 'visit' | null;
  /** Account who persuaded by phone: never their own second person, whenever the question is asked. */
  persuader?: string | null;
  endedAt: Millis | null;
  /** The case that looks after this one, which ended as its duplicate; null and absent for every other one. */
  mergedInto?: string | null;
  /** Waits for a second person: release after a persuasion by phone, or a reviewer of a false alarm. */
  confirmation: {
    kind: ConfirmationKind;
    proposedBy: string;
    dueAt: Millis;
    alarmed: number[];
    /** With a false alarm: who had asked for the release that waits behind it. */
    covers?: string;
  } | null;
  /** A countermeasure is in force or asked for, so persuasion must release it. */
  countermeasuresActive: boolean;
  /** Earliest pending clock; null only when ended. */
  wakeAt: Millis | null;
  /** Raised at every arming; a wake-up that carries another number is stale. */
  wakeNo: number;
  /** The next thing a person can do, or null when nothing human is startable or scheduled. */
  next: { rungId: string; kind: RungKind; startAt: Millis; dueAt: Millis | null } | null;
  /** Raised by one at every decision that changed anything but the wake. */
  version: number;
}

/** Checks made before "persuaded" is believed (domain.md section 3). */
export interface PersuasionGate {
  /** Which of IDENTITY_FACTS were compared; two at least. */
  identityFacts: readonly string[];
  contactCut: boolean;
  paymentsChecked: boolean;
  followUpAt: Millis;
}

/** Another case, as timelines name it. */
export interface CaseRef {
  id: string;
  /** The number that a person can say. */
  no: string;
}

/** What happened, as told to the engine. Everything that carries time carries the database's. */
export type EngineInput =
  /** The case is opened by its first alert: the snapshot given is `openSnapshot(...)`'s. */
  | { type: 'opened'; raisedAt: Millis }
  /** A further alert joined. `facts` is the merged view; `news` says it brought a signal, type, payment or suspect. */
  | { type: 'alert_joined'; tier: Tier; reasons: TierReason[]; facts: CaseFacts; news: boolean }
  | { type: 'facts_changed'; facts: CaseFacts }
  /** It doubles another case, which looks after it from now on. */
  | { type: 'merged'; into: CaseRef }
  /** The same, told to the other case: what it takes over. `facts` is the merged view, `news` as with a joining alert. */
  | {
      type: 'took_in';
      from: CaseRef;
      /** Open cases press on; of a watched one the person was believed. */
      state: Exclude<CaseState, 'ended'>;
      tier: Tier;
      tierFloor: Tier | null;
      reasons: TierReason[];
      raised: RaiseCause[];
      facts: CaseFacts;
      news: boolean;
      countermeasuresActive: boolean;
    }
  /** It was no duplicate: it begins anew. The flag says what of its countermeasures is still there. */
  | { type: 'unmerged'; from: CaseRef; countermeasuresActive: boolean }
  /** The same, told to the case that had looked after it, with what is left there. */
  | { type: 'gave_back'; to: CaseRef; countermeasuresActive: boolean }
  | { type: 'wake' }
  /** `over`: a supervisor takes it from whoever holds it. */
  | { type: 'claimed'; by: string; until: Millis; over?: boolean }
  | { type: 'lease_extended'; until: Millis; callUntil: Millis | null }
  | { type: 'released'; by: string }
  | {
      type: 'attempt';
      attemptId: string;
      kind: AttemptKind;
      outcome: Outcome;
      by: string | null;
      rungId?: string;
      gate?: PersuasionGate;
      /** False when one of our own calls to the person was live: then busy says nothing. */
      busyIsForeign?: boolean;
    }
  | { type: 'effect'; key: string; rungId: string; result: 'done' | 'failed' | 'unknown' }
  | { type: 'waived'; rungId: string; by: string; reason: string }
  /** A rung that needs nothing but a person's word that it is done: report_back, sign_in, countermeasure considered. */
  | { type: 'rung_done'; rungId: string; by: string }
  /** `to` goes with a supervisor's word, which may raise again; any other cause raises by one tier, once. */
  | { type: 'raised'; cause: RaiseCause; by: string | null; to?: Tier }
  | { type: 'countermeasure'; active: boolean; note: 'proposed' | 'in_force' | 'released' }
  /** A second person's word on the question of this kind; on another one it is refused. */
  | { type: 'confirmed'; kind: ConfirmationKind; by: string }
  | { type: 'declined'; kind: ConfirmationKind; by: string; reason: DeclineReason }
  | { type: 'hold_released'; by: string }
  /** A supervisor agrees to a rung that waits for it (medium: the relative). */
  | { type: 'agreed'; rungId: string; by: string }
  | { type: 'paused'; rungs: string[]; until: Millis; by: string }
  | { type: 'resumed'; by: string };

/** What goes on the case's timeline. Keys and numbers only, never personal data. */
export interface EngineEvent {
  kind:
    | 'case_opened'
    | 'alert_joined'
    | 're_rung'
    | 'tier_raised'
    | 'claimed'
    | 'taken_over'
    | 'released'
    | 'lease_lapsed'
    | 'rung_started'
    | 'rung_done'
    | 'rung_skipped'
    | 'rung_cancelled'
    | 'rung_exhausted'
    | 'rung_failed'
    | 'rung_unknown'
    | 'attempt_recorded'
    | 'alarm_raised'
    | 'persuaded'
    | 'watched'
    | 'reopened'
    | 'confirmation_asked'
    | 'confirmed'
    | 'declined'
    | 'confirmation_dropped'
    | 'waived'
    | 'paused'
    | 'resumed'
    | 'merged'
    | 'took_in'
    | 'unmerged'
    | 'gave_back'
    | 'ended';
  data: Record<string, unknown>;
}

/** What must happen outside, by key: written to the outbox in the same transaction. */
export type Effect =
  | { kind: 'sms'; key: string; rungId: string; template: string }
  | { kind: 'robot_call'; key: string; rungId: string; attempt: number }
  | { kind: 'visit'; key: string; rungId: string; needs: Need[] }
  | { kind: 'relative'; key: string; rungId: string }
  | { kind: 'alarm'; key: string; rungId: string | null; code: AlarmCode; percent: number | null }
  | {
      kind: 'countermeasure_draft';
      key: string;
      countermeasure: CountermeasureKind;
      target: CountermeasureTarget;
    }
  | {
      kind: 'countermeasure_release';
      key: string;
      reason: 'persuaded' | 'false_alarm' | 'self_aware' | 'ended';
    };

export type AlarmCode =
  | 'clock_80'
  | 'clock_100'
  | 'effect_failed'
  | 'effect_unknown'
  | 'ladder_exhausted'
  | 'relapse'
  | 'refused'
  | 'confirmation_overdue'
  | 'not_victim'
  | 'held_source'
  /** An alarm rung of the playbook. */
  | 'playbook'
  /** A supervisor must agree before this rung acts. */
  | 'agreement_needed';

export interface Decision {
  snapshot: CaseSnapshot;
  events: EngineEvent[];
  effects: Effect[];
}

/** Thrown for an input that the present state does not allow; nothing was decided. */
export class DecisionRefused extends Error {
  constructor(
    readonly code:
      | 'case_ended'
      | 'gate_incomplete'
      | 'claimed_by_other'
      | 'unknown_rung'
      | 'outcome_not_for_kind'
      | 'outcome_not_for_tier'
      | 'second_person_needed'
      | 'nothing_to_confirm'
      | 'already_active'
      /** Nobody holds the case: a lease that lapsed cannot be extended. */
      | 'not_claimed'
      /** Only what was merged is taken out again. */
      | 'not_merged'
      /** A time that must lie ahead does not. */
      | 'time_passed',
    message: string,
    /** Field of the input that was at fault, for the problem document. */
    readonly field?: string,
  ) {
    super(message);
    this.name = 'DecisionRefused';
  }
}
