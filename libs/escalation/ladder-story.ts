import { decide } from './escalation.decide.js';
import { DEFAULT_PLAYBOOK } from './default.playbook.js';
import { violations } from './invariants.js';
import { openSnapshot } from './open-snapshot.js';
import type { Playbook } from './playbook.js';
import type {
  CaseFacts,
  CaseSnapshot,
  Effect,
  EngineEvent,
  EngineInput,
  Millis,
  PersuasionGate,
  RungState,
} from './snapshot.js';
import type { AttemptKind, Outcome, Tier } from './vocabulary.js';

/** Noon at the desk (Asia/Shanghai), far from the quiet hours. */
export const NOON: Millis = Date.UTC(2024, 2, 5, 4, 0, 0);
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const FACTS: CaseFacts = {
  fraudType: 'fake_loan',
  signals: [],
  flags: [],
  hasPhone: true,
  hasAddress: true,
  hasRelative: true,
  alertsIn30Days: 1,
};

/** Freezes everything reachable, so that a decision that writes to its input throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
  return value;
}

export interface Opened {
  tier?: Tier;
  facts?: Partial<CaseFacts>;
  at?: Millis;
  raisedAt?: Millis;
  caseId?: string;
  playbook?: Playbook;
}

/**
 * A case told as a story for specs: inputs at times, wakes fired in between exactly when they are armed, every
 * snapshot frozen and held against the invariants, effects collected.
 */
export class Story {
  now: Millis;
  snapshot: CaseSnapshot;
  readonly effects: { at: Millis; effect: Effect }[] = [];
  readonly events: { at: Millis; event: EngineEvent }[] = [];
  private readonly playbook: Playbook;
  private attemptNo = 0;

  constructor({
    tier = 'critical',
    facts = {},
    at = NOON,
    raisedAt = at,
    caseId = 'c1',
    playbook,
  }: Opened = {}) {
    this.now = at;
    this.playbook = playbook ?? DEFAULT_PLAYBOOK;
    this.snapshot = openSnapshot({
      caseId,
      playbook: this.playbook,
      receivedAt: at,
      tier,
      tierFloor: null,
      tierReasons: [],
      facts: { ...FACTS, ...facts },
    });
    this.tell({ type: 'opened', raisedAt });
  }

  tell(input: EngineInput): this {
    const decision = decide(deepFreeze(this.snapshot), this.playbook, input, this.now);
    this.snapshot = decision.snapshot;
    for (const effect of decision.effects) this.effects.push({ at: this.now, effect });
    for (const event of decision.events) this.events.push({ at: this.now, event });
    const broken = violations(this.snapshot);
    if (broken.length > 0) throw new Error(`after ${input.type}: ${broken.join('; ')}`);
    return this;
  }

  /** Time passes; wakes fire on the way, each when it is armed. */
  pass(ms: Millis): this {
    return this.until(this.now + ms);
  }

  until(at: Millis): this {
    while (this.snapshot.wakeAt !== null && this.snapshot.wakeAt <= at) {
      this.now = this.snapshot.wakeAt;
      this.tell({ type: 'wake' });
    }
    this.now = at;
    return this;
  }

  /** Somebody takes the case and their console beats every 10 s: only the lease moves, nothing is decided. */
  hold(by: string, ms: Millis): this {
    this.tell({ type: 'claimed', by, until: this.now + MINUTE });
    for (const end = this.now + ms; this.now < end;) {
      this.pass(10 * SECOND);
      if (this.snapshot.lease?.by !== by) throw new Error(`${by} no longer holds the case`);
      this.snapshot = { ...this.snapshot, lease: { ...this.snapshot.lease, until: this.now + MINUTE } };
    }
    return this;
  }

  /** Everything was down for so long; one late wake. */
  outage(ms: Millis): this {
    this.now += ms;
    return this.tell({ type: 'wake' });
  }

  attempt(
    kind: AttemptKind,
    outcome: Outcome,
    more: Partial<Extract<EngineInput, { type: 'attempt' }>> = {},
  ): this {
    this.attemptNo += 1;
    const attemptId = `a${this.attemptNo}`;
    const by = kind === 'robot_call' || kind === 'sms' || kind === 'relative' ? null : 'officer-1';
    return this.tell({ type: 'attempt', attemptId, kind, outcome, by, ...more });
  }

  persuade(kind: AttemptKind = 'call', outcome: Outcome = 'persuaded_phone'): this {
    return this.attempt(kind, outcome, { gate: this.gate() });
  }

  gate(more: Partial<PersuasionGate> = {}): PersuasionGate {
    return {
      identityFacts: ['id_number', 'home_address'],
      contactCut: true,
      paymentsChecked: true,
      followUpAt: this.now + 20 * DAY,
      ...more,
    };
  }

  /** Every effect that is under way gets this result. */
  settle(result: 'done' | 'failed' | 'unknown' = 'done'): this {
    for (const rung of this.snapshot.rungs) {
      if (rung.status === 'running' && rung.effectKey) {
        this.tell({ type: 'effect', key: rung.effectKey, rungId: rung.id, result });
      }
    }
    return this;
  }

  rung(id: string): RungState {
    const rung = this.snapshot.rungs.find((one) => one.id === id);
    if (!rung)
      throw new Error(`no rung ${id}; there are ${this.snapshot.rungs.map((one) => one.id).join(', ')}`);
    return rung;
  }

  has(id: string): boolean {
    return this.snapshot.rungs.some((one) => one.id === id);
  }

  /** Kinds of effects so far, without alarms; visit@180 means 180 s after `since`. */
  sent(since: Millis = NOON): string[] {
    return this.effects
      .filter(({ effect }) => effect.kind !== 'alarm')
      .map(({ at, effect }) => `${effect.kind}@${(at - since) / SECOND}`);
  }

  alarms(since: Millis = NOON): string[] {
    return this.effects.flatMap(({ at, effect }) =>
      effect.kind === 'alarm' ? [`${effect.rungId ?? 'case'}:${effect.code}@${(at - since) / SECOND}`] : [],
    );
  }
}
