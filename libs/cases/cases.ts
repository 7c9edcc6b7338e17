import { Injectable } from '@nestjs/common';
import type { EventKind } from '#contracts';
import {
  decide,
  DecisionRefused,
  DEFAULT_PLAYBOOK,
  openSnapshot,
  type CaseFacts,
  type CaseSnapshot,
  type Decision,
  type EngineInput,
  type Playbook,
  type PlaybookRef,
  type Tier,
  type TierReason,
} from '#escalation';
import { Database, DeskError, NOW_MS, type DeskErrorCode, type Tx } from '#platform';
import { alarmParams, RAISE_ALARMS, type NewAlarm } from './alarm.sql.js';
import { CaseStore, type LockedCase, type Wake } from './case.store.js';
import { IN_FORCE, Playbooks } from './playbooks/playbooks.js';

/** Who did it: an account, or one of the desk's own parts. */
export interface Actor {
  id: string | null;
  kind: 'account' | 'field' | 'source' | 'system';
}
export const SYSTEM: Actor = { id: null, kind: 'system' };

export interface FreshCase {
  caseId: string;
  playbook: Playbook;
  /** Epoch ms. */
  now: number;
}

export interface IncomingAlert {
  alertId: string;
  personId: string;
  /** For a person who was made in this very transaction: what their case begins with, the time read under their lock. */
  newPerson?: FreshCase;
  /** Epoch ms of the durable write; clocks start here. */
  receivedAt: number;
  raisedAt: number;
  tier: Tier;
  tierFloor: Tier | null;
  reasons: TierReason[];
  facts: CaseFacts;
  station: string | null;
  amountFen: number | null;
  /** Brings a signal, fraud type, payment or suspect that the case did not have. */
  news: boolean;
  by?: string | null;
}

export interface Applied {
  snapshot: CaseSnapshot;
  decision: Decision;
  now: number;
}

/** load → decide → save: the only door through which a case changes. */
@Injectable()
export class Cases {
  constructor(
    private readonly db: Database,
    private readonly store: CaseStore,
    private readonly playbooks: Playbooks,
  ) {}

  /**
   * Opens a case for the person or joins the one that looks after them; in the caller's transaction.
   *
   * @returns the case that heard the alert, and the one of the person themself, where the alert is filed: another one
   *   when that was merged, so that it takes its alerts along when it is taken out again
   */
  async openOrJoin(
    tx: Tx,
    alert: IncomingAlert,
  ): Promise<{ caseId: string; filedIn: string; opened: boolean }> {
    // Of a person who was not known a moment ago there is no case to look for. The time is read after the lock.
    const [live, [begins]] = alert.newPerson
      ? [null, [alert.newPerson]]
      : await Promise.all([this.store.lockLiveOf(tx, alert.personId), this.fresh(tx, 1)]);
    const { caseId, playbook, now } = begins!;
    if (live) {
      this.step(tx, live, joined(alert), alert.by ?? null);
      const [merged] =
        live.personId === alert.personId
          ? []
          : await tx.query<{ id: string }>(
              `SELECT id FROM desk_case WHERE person_id = $1 AND merged_into = $2
                ORDER BY received_at DESC LIMIT 1`,
              [alert.personId, live.id],
            );
      const filedIn = merged?.id ?? live.id;
      tx.send(
        `UPDATE desk_case SET alerts = alerts + 1, amount_fen = greatest(amount_fen, $2),
                station = coalesce(station, $3) WHERE id = ANY ($1)`,
        [[...new Set([live.id, filedIn])], alert.amountFen, alert.station],
      );
      return { caseId: live.id, filedIn, opened: false };
    }
    const opening = openSnapshot({
      caseId,
      playbook,
      receivedAt: alert.receivedAt,
      tier: alert.tier,
      tierFloor: alert.tierFloor,
      tierReasons: alert.reasons,
      facts: alert.facts,
    });
    const decision = decide(opening, playbook, { type: 'opened', raisedAt: alert.raisedAt }, now);
    this.store.insert(tx, decision, alert, now, alert.by ?? null);
    return { caseId, filedIn: caseId, opened: true };
  }

  /**
   * What `count` cases begin with that are opened in this transaction. Asked together with something else it costs no
   * wait.
   */
  async fresh(tx: Tx, count: number): Promise<FreshCase[]> {
    const [row] = await tx.query<{ now: number; ids: string[]; playbook: PlaybookRef | null }>(
      `SELECT ${NOW_MS} AS now, ARRAY (SELECT uuidv7() FROM generate_series(1, $1)) AS ids, (${IN_FORCE}) AS playbook`,
      [count],
    );
    const { now, ids, playbook: ref } = row!;
    const playbook = ref ? await this.playbooks.of(ref, tx) : DEFAULT_PLAYBOOK;
    return ids.map((caseId) => ({ caseId, now, playbook }));
  }

  /**
   * Tells one case what happened, in the caller's transaction.
   *
   * @throws DeskError not_found, or what the engine refused.
   */
  async apply(tx: Tx, caseId: string, input: EngineInput, actor: Actor = SYSTEM): Promise<Applied> {
    return this.step(tx, await this.store.lock(tx, caseId), input, actor.id);
  }

  /** The same for a case that the caller has locked; several things that happen at once are written as one. */
  step(tx: Tx, held: LockedCase, input: EngineInput | readonly EngineInput[], by: string | null): Applied {
    const decision = refusing(() => decideInTurn(held, [input].flat()));
    this.store.save(tx, held, decision, by);
    return { snapshot: decision.snapshot, decision, now: held.now };
  }

  lock(tx: Tx, caseId: string): Promise<LockedCase> {
    return this.store.lock(tx, caseId);
  }

  /** See `CaseStore.lockLiveOf`. */
  lockLiveOf(tx: Tx, personId: string): Promise<LockedCase | null> {
    return this.store.lockLiveOf(tx, personId);
  }

  /**
   * Locks the case that looks after this one: the one it was merged into, else itself. For what comes late: results,
   * replies and reports.
   *
   * @throws DeskError not_found
   */
  async lockKeeper(tx: Tx, caseId: string): Promise<LockedCase> {
    const held = await this.store.lock(tx, caseId);
    const { mergedInto } = held.snapshot;
    return mergedInto ? this.store.lock(tx, mergedInto) : held;
  }

  /** The case and those that are merged into it, itself first. */
  async withMerged(caseId: string): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT id FROM desk_case WHERE merged_into = $1 ORDER BY received_at, id`,
      [caseId],
    );
    return [caseId, ...rows.map((row) => row.id)];
  }

  /** See `CaseStore.lockNext`. */
  lockNext(tx: Tx, accountId: string, limit: number): Promise<LockedCase | null> {
    return this.store.lockNext(tx, accountId, limit);
  }

  /** A row of the timeline and the feed with no decision; keys and numbers only. */
  appendEvent(
    tx: Tx,
    caseId: string | null,
    kind: EventKind,
    data: Record<string, unknown>,
    by: string | null = null,
  ): void {
    tx.send(
      `INSERT INTO case_event (case_id, version, kind, at, by, data)
       VALUES ($1, (SELECT version FROM desk_case WHERE id = $1), $2, holdline_now(), $3, $4)`,
      [caseId, kind, by, JSON.stringify(data)],
    );
  }

  /** Rings for the supervisor outside a decision; a second alarm with the same key is not raised. */
  raiseAlarm(
    tx: Tx,
    alarm: Pick<NewAlarm, 'caseId' | 'code' | 'key'> & Partial<Pick<NewAlarm, 'rungId' | 'percent'>>,
  ): void {
    tx.send(RAISE_ALARMS, alarmParams([{ rungId: null, percent: null, ...alarm }]));
  }

  /**
   * Wake-ups from BullMQ or the sweeper: decides what is due, all of it in one transaction. Late, lost, doubled and stale
   * wake-ups do no harm.
   *
   * @returns for each whether it was the armed one and due
   */
  async wake(wakes: readonly Wake[]): Promise<boolean[]> {
    return this.db.transaction(async (tx) => {
      const due = new Map((await this.store.lockForWakes(tx, wakes)).map((held) => [held.id, held]));
      return wakes.map(({ caseId, wakeNo }) => {
        const held = due.get(caseId);
        if (!held || (wakeNo !== null && wakeNo !== held.snapshot.wakeNo)) return false;
        due.delete(caseId);
        this.step(tx, held, { type: 'wake' }, null);
        return true;
      });
    });
  }
}

function decideInTurn(held: LockedCase, inputs: readonly EngineInput[]): Decision {
  let made: Decision = { snapshot: held.snapshot, events: [], effects: [] };
  for (const input of inputs) {
    const { snapshot, events, effects } = decide(made.snapshot, held.playbook, input, held.now);
    made = { snapshot, events: [...made.events, ...events], effects: [...made.effects, ...effects] };
  }
  return made;
}

function joined(alert: IncomingAlert): EngineInput {
  return {
    type: 'alert_joined',
    tier: alert.tier,
    reasons: alert.reasons,
    facts: alert.facts,
    news: alert.news,
  };
}

const REFUSALS: Record<DecisionRefused['code'], DeskErrorCode> = {
  case_ended: 'case_ended',
  gate_incomplete: 'gate_incomplete',
  claimed_by_other: 'claimed_by_other',
  unknown_rung: 'not_found',
  outcome_not_for_kind: 'invalid',
  outcome_not_for_tier: 'invalid',
  second_person_needed: 'second_person_needed',
  nothing_to_confirm: 'wrong_state',
  already_active: 'wrong_state',
  not_claimed: 'wrong_state',
  not_merged: 'wrong_state',
  time_passed: 'invalid',
};

/** The engine's refusals as the desk's errors. */
function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DecisionRefused)) throw error;
    const errors = error.field ? [{ field: error.field, code: error.code, message: error.message }] : [];
    throw new DeskError(REFUSALS[error.code], error.message, errors);
  }
}
