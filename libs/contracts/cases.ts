import type {
  AttemptKind,
  CaseRef,
  CaseState,
  ConfirmationKind,
  CountermeasureKind,
  CountermeasureTarget,
  FraudType,
  Need,
  Outcome,
  PersonFlag,
  PlaybookRef,
  RungKind,
  RungStatus,
  Signal,
  Tier,
} from '#escalation';

/** A person as everybody sees them: masked (design.md rule 4). */
export interface MaskedPerson {
  id: string;
  /** 张** */
  name: string | null;
  /** 138****5678 */
  phone: string | null;
  /** 110101********000X */
  idNumber: string | null;
  hasAddress: boolean;
  flags: PersonFlag[];
  age: number | null;
}

export interface NextStep {
  rungId: string;
  kind: RungKind;
  startAt: string;
  dueAt: string | null;
}

export interface LeaseView {
  by: { id: string; name: string };
  until: string;
  onCall: boolean;
}

/** Part of a case's screen that may come from a case that was merged into it. */
export interface MaybeMerged {
  /** Number of that case; absent for the case's own. */
  from?: string;
}

/** A case that was merged into another one, or may be the same as it. */
export interface OtherCase extends CaseRef {
  state: CaseState;
  tier: Tier;
  person: Pick<MaskedPerson, 'name' | 'phone'>;
}

/** One line of the live queue; also the payload of a queue patch. */
export interface QueueItem {
  id: string;
  /** Case number a person can say, e.g. 20260630-0042. */
  no: string;
  version: number;
  state: CaseState;
  tier: Tier;
  fraudType: FraudType;
  person: Pick<MaskedPerson, 'name' | 'phone'>;
  /** Money at risk or lost, in fen. */
  amountFen: number | null;
  station: string | null;
  receivedAt: string;
  next: NextStep | null;
  /** Whether it belongs in the queue now: a human rung startable, or a lapsed lease. */
  actionable: boolean;
  lease: LeaseView | null;
  alerts: number;
  /** The case that looks after it, when it doubled that one. */
  mergedInto: CaseRef | null;
}

export interface QueuePage {
  items: QueueItem[];
  /** How many are actionable in all. */
  total: number;
  /** Server time, to show countdowns by the desk's clock. */
  now: string;
  upTo: number;
}

export interface RungView {
  id: string;
  kind: RungKind;
  status: RungStatus;
  startAt: string;
  dueAt: string | null;
  anchoredAt: string;
  attempts: number;
  maxAttempts: number | null;
  /** Of a call: which of the office's two numbers the next try should come from. */
  callerId: 1 | 2 | null;
  /** What whoever works it must bring along. */
  needs: Need[];
  outcome: Outcome | null;
  reason: string | null;
}

export interface TierReasonView {
  at: string;
  tier: Tier;
  rule: string;
  facts: string[];
}

export interface TimelineEntry {
  id: string;
  seq: number | null;
  at: string;
  kind: string;
  by: { id: string; name: string } | null;
  data: Record<string, unknown>;
}

export interface AttemptView extends MaybeMerged {
  id: string;
  kind: AttemptKind;
  rungId: string | null;
  outcome: Outcome;
  by: { id: string; name: string } | null;
  startedAt: string | null;
  endedAt: string;
  /** Decrypted for who may read the case; never in events. */
  note: string | null;
  counted: boolean;
}

export interface RelativeView {
  id: string;
  kinship: string;
  name: string | null;
  phone: string | null;
  mayContact: boolean;
  asked: 'no' | 'asked' | 'with_person' | 'worried' | 'no_answer';
}

export type VisitState = 'dispatched' | 'accepted' | 'refused' | 'arrived' | 'reported' | 'cancelled';

export interface VisitView extends MaybeMerged {
  id: string;
  caseId: string;
  station: string;
  /** What the station must bring along. */
  needs: Need[];
  state: VisitState;
  dispatchedAt: string;
  acceptBy: string;
  officer: { id: string; name: string } | null;
  outcome: Outcome | null;
}

/** `GET /api/v1/visits/{id}`: a visit that is free to take, or one's own. */
export interface VisitTask extends VisitView {
  /** How urgent it is. */
  tier: Tier;
  /** Only for the officer who has accepted it, and only until it is reported. */
  details: VisitDetails | null;
}

/** What a visit is about, and to whom, in the clear. */
export interface VisitDetails {
  caseNo: string;
  fraudType: FraudType;
  flags: PersonFlag[];
  person: { name: string | null; phone: string | null; address: string | null };
  /** Code the person can check through 96110. */
  verificationCode: string;
}

export type CountermeasureState =
  | 'drafted'
  | 'awaiting_approval'
  | 'approved'
  | 'sent'
  | 'acknowledged'
  | 'in_force'
  | 'expiring'
  | 'released'
  | 'rejected'
  | 'failed'
  | 'withdrawn';

export interface CountermeasureView extends MaybeMerged {
  id: string;
  caseId: string;
  kind: CountermeasureKind;
  target: CountermeasureTarget;
  /** The account or line, masked. */
  targetMasked: string;
  state: CountermeasureState;
  version: number;
  legalBasis: string | null;
  necessity: string | null;
  scope: string | null;
  durationS: number | null;
  proposedBy: { id: string; name: string } | null;
  decidedBy: { id: string; name: string } | null;
  decisionReason: string | null;
  approveBy: string | null;
  inForceAt: string | null;
  endsAt: string | null;
  releaseRequestedAt: string | null;
  releasedAt: string | null;
  unknown: boolean;
}

export interface MessageView extends MaybeMerged {
  id: string;
  to: 'person' | 'relative' | 'staff';
  template: string;
  state: 'pending' | 'sending' | 'sent' | 'delivered' | 'failed' | 'unknown';
  at: string;
}

/** `GET /api/v1/cases/{id}`; its ETag is `"<version>"`. */
export interface CaseView {
  id: string;
  no: string;
  version: number;
  state: CaseState;
  tier: Tier;
  fraudType: FraudType;
  signals: Signal[];
  amountFen: number | null;
  station: string | null;
  receivedAt: string;
  endedAt: string | null;
  result: Outcome | null;
  /** The case that looks after it, when it doubled that one. */
  mergedInto: CaseRef | null;
  /** The cases that it looks after. */
  merged: OtherCase[];
  /** Live cases of persons who may be the same one: same phone, another identity number or name. */
  related: OtherCase[];
  person: MaskedPerson;
  relatives: RelativeView[];
  tierReasons: TierReasonView[];
  warnings: { field: string; code: string; message: string; messageZh?: string }[];
  /** Fraudsters' side as given: phones, accounts, urls, apps. */
  suspect: { phones: string[]; accounts: string[]; urls: string[]; apps: string[] };
  /** Free text of the sources, masked; the original is a reveal of its own. */
  descriptions: ({ alertId: string; sourceName: string; at: string; text: string } & MaybeMerged)[];
  next: NextStep | null;
  /** The version that the case began with, and keeps. */
  playbook: PlaybookRef;
  rungs: RungView[];
  lease: LeaseView | null;
  confirmation: { kind: ConfirmationKind; dueAt: string } | null;
  pause: { rungs: string[]; until: string } | null;
  attempts: AttemptView[];
  visits: VisitView[];
  countermeasures: CountermeasureView[];
  messages: MessageView[];
  timeline: TimelineEntry[];
  /** Code the person can check through 96110 (domain.md section 8). */
  verificationCode: string;
  now: string;
}

/** Body of `POST /api/v1/cases/{id}/attempts`. */
export interface AttemptInput {
  attemptId: string;
  kind: AttemptKind;
  rungId?: string;
  startedAt?: string;
  endedAt?: string;
  outcome: Outcome;
  gate?: {
    identityFacts: readonly string[];
    contactCut: boolean;
    paymentsChecked: boolean;
    followUpAt: string;
  };
  note?: string;
  /** Gives the case back to the queue with it; one that the reporter does not hold stays as it is. */
  handBack?: boolean;
}

export interface AttemptRecorded {
  attemptId: string;
  /** True when this attemptId was recorded before: nothing happened twice. */
  repeated: boolean;
  case: CaseView;
}

export interface AlarmView {
  id: string;
  /** These three are null when the alarm is about the desk itself (`findings.ts`). */
  caseId: string | null;
  caseNo: string | null;
  tier: Tier | null;
  code: string;
  rungId: string | null;
  percent: number | null;
  at: string;
  acknowledgedBy: { id: string; name: string } | null;
  /** When what it told of was healed or a later alarm said it all; such an alarm is not open any more. */
  clearedAt: string | null;
}

/** `GET /api/v1/alarms`: the first of the open ones, and how many there are. */
export interface OpenAlarms {
  items: AlarmView[];
  total: number;
}

/** `POST /api/v1/cases/{id}/calls`: the officer's call; the number is a recorded reveal. */
export interface CallStarted {
  callId: string;
  tel: string;
  holdUntil: string;
}
