import type { AlarmCode } from './snapshot.js';
import type {
  AttemptKind,
  CountermeasureKind,
  CountermeasureTarget,
  FraudType,
  Need,
  Outcome,
  PersonFlag,
  RaiseCause,
  RungKind,
  Tier,
} from './vocabulary.js';

/**
 * A playbook is versioned data: for each tier a ladder of rungs, and what follows each outcome. It is plain JSON, so
 * that an office can publish its own. All durations are seconds.
 */
export interface Playbook {
  id: string;
  version: number;
  tiers: Readonly<Record<Tier, Ladder>>;
  /** domain.md section 3, as data. */
  outcomes: Readonly<Record<Outcome, OutcomeRule>>;
  quietHours: QuietHours;
  /** After this long without a result an effect counts as unknown. */
  effectTimeoutS: Readonly<Record<EffectRungKind, number>>;
  /** A robot call that was placed must report what came of it within this time. */
  robotOutcomeWithinS: number;
  /** A rung later than this is treated by its catch-up policy. */
  catchUpGraceS: number;
  /** Clock of the second person (release by phone, false alarm); asked again each time it runs out. */
  confirmationS: number;
  /** Last resort: a case with no other clock is looked at again after this long. */
  recheckS: number;
  /** Types whose name relatives must not learn (domain.md section 4). */
  hiddenFromRelatives: readonly FraudType[];
}

export type EffectRungKind = 'sms' | 'robot_call' | 'visit' | 'relative';

/** Fixed offset, no summer time: Asia/Shanghai. Held rungs of tiers that are `quiet` move to the end, spread out. */
export interface QuietHours {
  utcOffsetS: number;
  /** Seconds after local midnight. */
  fromS: number;
  untilS: number;
  /** Held cases are spread over this long after `untilS`, by a hash of the case's id. */
  spreadS: number;
  /** After a hold, a clock keeps at least the shorter of its own length and this. */
  leastClockS: number;
}

export interface Ladder {
  /** Marks of every clock, in percent, at which the supervisor is alarmed; none for a daily list. */
  alarmsAt: readonly number[];
  /** Held back in quiet hours. */
  quiet: boolean;
  /** An alert raised longer ago than this starts at re-verify, or at its expiry. */
  staleS: number;
  onStale: 'reverify' | 'expire';
  /** A person persuaded by phone still gets the visit, unless it is waived. */
  visitAfterPhone: boolean;
  /** While a source is held, an officer may call anyway after this long (design.md section 8). */
  heldCallAfterS: number;
  rungs: readonly RungSpec[];
  /** What is different for some types of fraud, or for some people. All that apply are laid over, in their order. */
  variants?: readonly Variant[];
}

/** Applies when the fraud is one of `types` or the person has one of `flags`. Needs add up; other fields are replaced. */
export interface Variant {
  types?: readonly FraudType[];
  flags?: readonly PersonFlag[];
  /** By the id of a rung of this ladder. */
  rungs: Readonly<Record<string, Partial<Omit<RungSpec, 'id' | 'kind' | 'by'>>>>;
}

export type Anchor = 'received' | 'tier_raised' | 'outcome' | 'persuaded';

/** received: scheduled with the ladder. tier_raised: at each raise of the case. persuaded: at persuasion. outcome: only when an edge starts it. */
export interface Offset {
  anchor: Anchor;
  afterS: number;
}

export const SKIP_CONDITIONS = [
  'no_phone',
  'no_relative',
  'no_address',
  'type_hidden_from_relatives',
  'deaf',
  /** Somebody spoke with the person and is not done with them: whatever is said, it is no silence. */
  'person_reached',
] as const;
export type SkipCondition = (typeof SKIP_CONDITIONS)[number];

export type Performer = 'officer' | 'system' | 'station' | 'relative';

/** fire: do it late. skip: leave it out. compress: of several missed ones of a kind, only the last. */
export type CatchUp = 'fire' | 'skip' | 'compress';

export interface RungSpec {
  /** The same id in two tiers is the same rung: it is kept when the tier is raised. */
  id: string;
  kind: RungKind;
  by: Performer;
  start: Offset;
  /** null: no deadline of its own. */
  due: Offset | null;
  attempts?: { max: number; spacingS: number; callerIds: number; windowS: number };
  skipWhen?: readonly SkipCondition[];
  catchUp: CatchUp;
  /** Goes on in quiet hours although its tier is held. */
  runsInQuietHours?: boolean;
  /** A supervisor must agree before it acts. */
  agreement?: 'supervisor';
  /** Only for these types of fraud. */
  onlyTypes?: readonly FraudType[];
  /** An edge may start it again after it was done. */
  recurring?: boolean;
  /** Edges start it anew until it has run so often in all; a new round of the ladder begins it whatever the count. */
  mostCycles?: number;
  needs?: readonly Need[];
  /** Starts when the gate of the persuasion promised it, not at its own offset. */
  promised?: boolean;
  /** Text of the message that an sms rung sends. */
  template?: string;
  on?: Partial<Record<RungTurn, readonly Edge[]>>;
  /** What follows these outcomes of this rung, in place of what the playbook says of them in general. */
  outcomes?: Partial<Record<Outcome, Answer>>;
}

/** What an edge may tell the supervisor; the engine's own alarms ring by themselves. */
export const EDGE_ALARMS = ['refused', 'not_victim', 'playbook'] as const satisfies readonly AlarmCode[];
export type EdgeAlarm = (typeof EDGE_ALARMS)[number];

/** started: a wait is over, or an alarm rang. skipped: a skip condition held. failed: also for unknown. */
export const RUNG_TURNS = ['started', 'skipped', 'timeout', 'exhausted', 'failed'] as const;
export type RungTurn = (typeof RUNG_TURNS)[number];

export type Edge =
  /** All of them, in parallel, now (or after their own offset from the outcome). A tier without any: `orElse`. */
  | { do: 'start'; rungs: readonly string[]; orElse?: readonly string[] }
  /** Up one tier, or up to `atLeast`; with `twiceApartS` only when the outcome came before, at least that long ago. */
  | { do: 'raise'; cause: RaiseCause; twiceApartS?: number; atLeast?: Tier }
  | { do: 'alarm'; code: EdgeAlarm }
  | { do: 'draft'; countermeasure: CountermeasureKind; target: CountermeasureTarget }
  | { do: 'cancel'; rungs: readonly string[] }
  /** These are done by what was just reported. */
  | { do: 'settle'; rungs: readonly string[] }
  /** Nothing is started: these look after the case, by their own time or when nothing else tries any more. */
  | { do: 'leave_to'; rungs: readonly string[] }
  /** Give this rung up. */
  | { do: 'exhaust' }
  | { do: 'close'; outcome: Outcome };

/** What becomes of the rung that was worked. retry: another attempt after the spacing, or exhausted. */
export type Disposition = 'done' | 'retry' | 'failed';

/** What becomes of the rung that was worked, and what starts. */
export interface Answer {
  rung: Disposition;
  edges: readonly Edge[];
}

export interface OutcomeRule extends Answer {
  zh: string;
  /** yes: the case ends. watch: it is watched until its last follow-up. no: it goes on. */
  ends: 'yes' | 'watch' | 'no';
  /** Tiers in which a second person must confirm before it ends. */
  secondReviewer?: readonly Tier[];
  /** Kinds of attempt that may report it. */
  kinds: readonly AttemptKind[];
  /** Only in these tiers. */
  tiers?: readonly Tier[];
  /** Why nobody may report it for the time being. */
  notYet?: string;
  /** The person was reached: a visit with it meets the face-to-face clock. */
  reached: boolean;
  /** For a watched case. clean: the persuasion held. relapse: reopen. same: as in an open case. */
  inWatch: 'clean' | 'retry' | 'relapse' | 'paid' | 'same';
  /** Kinds for which something else holds, such as a relative who does not answer. */
  byKind?: Partial<Record<AttemptKind, Answer>>;
}

/** Time after an anchor, for writing ladders. */
export const after = (anchor: Anchor, afterS: number): Offset => ({ anchor, afterS });
