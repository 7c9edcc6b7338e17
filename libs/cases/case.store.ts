import { Injectable } from '@nestjs/common';
import {
  tierRank,
  type CaseSnapshot,
  type Decision,
  type Effect,
  type EngineEvent,
  type Playbook,
} from '#escalation';
import type { OutboxKind, OutboxPayloads } from '#contracts';
import { Playbooks } from './playbooks/playbooks.js';
import { restoredSnapshot, storedSnapshot } from './stored-snapshot.js';
import { ACTIONABLE, HELD, LEASE_END, QUEUE_ORDER } from './queue.sql.js';
import { alarmParams, RAISE, RAISED_EVENTS } from './alarm.sql.js';
import { DeskError, NOW_MS, outboxInsert, outboxJson, type NewEffect, type Tx } from '#platform';

/** A case under its row lock, with the desk's time read after the lock. */
export interface LockedCase {
  id: string;
  personId: string;
  snapshot: CaseSnapshot;
  /** The version it began with. */
  playbook: Playbook;
  now: number;
}

export interface NewCase {
  personId: string;
  station: string | null;
  amountFen: number | null;
  receivedAt: number;
}

/** A wake-up: for the wake of this number, or for whichever is armed. */
export interface Wake {
  caseId: string;
  wakeNo: number | null;
}

interface CaseRow {
  id: string;
  person_id: string;
  snapshot: CaseSnapshot;
  lease_by: string | null;
  lease_until: number | null;
  call_until: number | null;
  lapsed: boolean;
  now: number;
}

const LOCKED_COLUMNS = `
  SELECT id, person_id, snapshot, lease_by, lapsed,
         (extract(epoch from lease_until) * 1000)::float8 AS lease_until,
         (extract(epoch from call_until) * 1000)::float8 AS call_until,
         ${NOW_MS} AS now`;
const LOCK = `${LOCKED_COLUMNS} FROM (SELECT * FROM desk_case WHERE`;
/** Keys never change, so rows that name the case (alarms, visits, messages) need not wait for its decision. */
const LOCKED = 'FOR NO KEY UPDATE';

const LOCK_KEEPER_OF = `${LOCK} state <> 'ended' AND id IN (SELECT merged_into FROM desk_case WHERE person_id = $1)
  ORDER BY received_at DESC LIMIT 1 ${LOCKED}) c`;

/** $2 has a number, or null for any, at the place that the case has in $1. */
const LOCK_FOR_WAKES = `${LOCK} id = ANY ($1) AND wake_at <= holdline_now()
    AND coalesce(($2::int[])[array_position($1::uuid[], id)] = wake_no, true) ${LOCKED} SKIP LOCKED) c`;

/** Loads and saves cases: one row lock, one statement for state, events, wake, alarms and outbox (design.md rule 2). */
@Injectable()
export class CaseStore {
  constructor(private readonly playbooks: Playbooks) {}

  /** @throws DeskError not_found */
  async lock(tx: Tx, caseId: string): Promise<LockedCase> {
    const [row] = await tx.query<CaseRow>(`${LOCK} id = $1 ${LOCKED}) c`, [caseId]);
    if (!row) throw new DeskError('not_found', 'no such case');
    return this.locked(tx, row);
  }

  /**
   * The case that looks after this person, locked: their own that is not ended, else one that theirs was merged into;
   * null when there is none. Merging locks the person first, as placing an alert does, so neither sees half of the other.
   */
  async lockLiveOf(tx: Tx, personId: string): Promise<LockedCase | null> {
    const [own] = await tx.query<CaseRow>(`${LOCK} person_id = $1 AND state <> 'ended' ${LOCKED}) c`, [
      personId,
    ]);
    const row = own ?? (await tx.query<CaseRow>(LOCK_KEEPER_OF, [personId]))[0];
    return row ? this.locked(tx, row) : null;
  }

  /**
   * The due cases of these wakes, each once: of a case with one wake-up only when that is the armed one, of a case with
   * several whichever is armed.
   */
  async lockForWakes(tx: Tx, wakes: readonly Wake[]): Promise<LockedCase[]> {
    const sought = new Map<string, number | null>();
    for (const { caseId, wakeNo } of wakes) sought.set(caseId, sought.has(caseId) ? null : wakeNo);
    const rows = await tx.query<CaseRow>(LOCK_FOR_WAKES, [[...sought.keys()], [...sought.values()]]);
    const held: LockedCase[] = [];
    for (const row of rows) held.push(await this.locked(tx, row));
    return held;
  }

  /**
   * What is first in the queue and in nobody's hands, passing over rows that somebody else is taking; null also for an
   * account that holds `limit` cases.
   */
  async lockNext(tx: Tx, accountId: string, limit: number): Promise<LockedCase | null> {
    const [row] = await tx.query<CaseRow>(
      `${LOCKED_COLUMNS} FROM (SELECT * FROM desk_case c
          WHERE ${ACTIONABLE} AND (lease_by IS NULL OR ${LEASE_END} <= holdline_now()) AND (${HELD}) < $2
          ORDER BY ${QUEUE_ORDER} LIMIT 1 ${LOCKED} SKIP LOCKED) c`,
      [accountId, limit],
    );
    return row ? this.locked(tx, row) : null;
  }

  private async locked(tx: Tx, row: CaseRow): Promise<LockedCase> {
    const lease =
      row.lease_by === null || row.lease_until === null
        ? null
        : { by: row.lease_by, until: row.lease_until, callUntil: row.call_until };
    const ref = row.snapshot.playbook;
    return {
      id: row.id,
      personId: row.person_id,
      snapshot: restoredSnapshot(row.snapshot, lease),
      playbook: this.playbooks.known(ref) ?? (await this.playbooks.of(ref, tx)),
      now: row.now,
    };
  }

  insert(tx: Tx, decision: Decision, fields: NewCase, now: number, by: string | null): void {
    const s = decision.snapshot;
    tx.send(
      `WITH c AS (
         INSERT INTO desk_case (id, no, person_id, station, amount_fen, received_at, fraud_type, state, tier, snapshot,
                version, wake_at, wake_no, next_start_at, deadline_at, ended_at, result)
         VALUES ($1, to_char(to_timestamp($2 / 1000.0) AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD') || '-' ||
                     lpad(nextval('case_no_seq')::text, 5, '0'),
                $3, $4, $5, to_timestamp($6 / 1000.0), $7, $8, $9, $10, $11, ${ms(12)}, $13, ${ms(14)}, ${ms(15)},
                ${ms(16)}, $17)
         RETURNING id
       ), ${tail(18, decision)} SELECT id FROM c`,
      [
        s.caseId,
        now,
        fields.personId,
        fields.station,
        fields.amountFen,
        fields.receivedAt,
        s.facts.fraudType,
        s.state,
        tierRank(s.tier),
        storedSnapshot(s),
        s.version,
        s.wakeAt,
        s.wakeNo,
        s.next?.startAt ?? null,
        deadlineOf(s),
        s.endedAt,
        s.result,
        ...tailParams(decision, now, by),
      ],
    );
  }

  /** Saves what was decided; nothing when the decision changed nothing. */
  save(tx: Tx, before: LockedCase, decision: Decision, by: string | null): void {
    const s = decision.snapshot;
    if (s === before.snapshot && decision.events.length === 0 && decision.effects.length === 0) return;
    const lapsed = decision.events.some((event) => event.kind === 'lease_lapsed');
    tx.send(
      `WITH c AS (
         UPDATE desk_case SET state = $2, tier = $3, snapshot = $4, version = $5, wake_at = ${ms(6)}, wake_no = $7,
                next_start_at = ${ms(8)}, deadline_at = ${ms(9)}, ended_at = ${ms(10)}, result = $11,
                lease_by = $12, lease_until = ${ms(13)}, call_until = ${ms(14)},
                lapsed = CASE WHEN $15 THEN true WHEN $12::uuid IS NOT NULL OR $2 = 'ended' THEN false ELSE lapsed END,
                fraud_type = $16, merged_into = $17, wake_errors = 0, wake_after = NULL
          WHERE id = $1
       ), ${tail(18, decision)} SELECT 1`,
      [
        s.caseId,
        s.state,
        tierRank(s.tier),
        storedSnapshot(s),
        s.version,
        s.wakeAt,
        s.wakeNo,
        s.next?.startAt ?? null,
        deadlineOf(s),
        s.endedAt,
        s.result,
        s.lease?.by ?? null,
        s.lease?.until ?? null,
        s.lease?.callUntil ?? null,
        lapsed,
        s.facts.fraudType,
        s.mergedInto ?? null,
        ...tailParams(decision, before.now, by),
      ],
    );
  }
}

/** SQL of an epoch-milliseconds parameter as timestamptz. */
const ms = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

/**
 * What a decision says besides its state, from parameter `first` on: events, alarms and outbox. Most steps have no
 * alarm and no effect, and a part of a statement costs its start also when it has nothing to do.
 */
function tail(first: number, { effects }: Decision): string {
  const alarms = effects.some(isAlarm);
  const outbox = effects.some((effect) => !isAlarm(effect));
  const events = EVENTS(first, alarms);
  return `${alarms ? `${RAISE(first + 5)}, ` : ''}${events}${outbox ? `, o AS (${outboxInsert(first + (alarms ? 7 : 5))})` : ''}`;
}

const EVENTS = (first: number, alarms: boolean): string => `
  e AS (INSERT INTO case_event (case_id, version, kind, at, by, data)
        SELECT $${first + 1}::uuid, $${first + 2}::int, x.kind, ${ms(first + 3)}, x.by, x.data
          FROM (SELECT n, e->>'kind' AS kind, $${first + 4}::uuid AS by, e->'data' AS data
                  FROM jsonb_array_elements($${first}::jsonb) WITH ORDINALITY AS x(e, n)
                ${alarms ? `UNION ALL SELECT 2147483647, kind, NULL, data FROM (${RAISED_EVENTS}) AS told` : ''}) AS x
         ORDER BY x.n, x.kind)`;

function tailParams({ snapshot, events, effects }: Decision, now: number, by: string | null): unknown[] {
  const { caseId } = snapshot;
  const alarms = effects.filter(isAlarm).map((alarm) => ({ ...alarm, caseId }));
  const outbox = effects.flatMap((effect) =>
    isAlarm(effect) ? [] : [outboxJson(effectRow(snapshot, effect))],
  );
  return [
    JSON.stringify(events.map((event: EngineEvent) => ({ kind: event.kind, data: event.data }))),
    caseId,
    snapshot.version,
    now,
    by,
    ...(alarms.length > 0 ? alarmParams(alarms) : []),
    ...(outbox.length > 0 ? [JSON.stringify(outbox)] : []),
  ];
}

type Alarm = Extract<Effect, { kind: 'alarm' }>;
const isAlarm = (effect: Effect): effect is Alarm => effect.kind === 'alarm';

/** The outbox row of an engine's effect. */
function effectRow(s: CaseSnapshot, effect: Exclude<Effect, Alarm>): NewEffect<OutboxKind> {
  const caseId = s.caseId;
  const row = <K extends OutboxKind>(kind: K, payload: OutboxPayloads[K]): NewEffect<OutboxKind> => ({
    kind,
    key: effect.key,
    caseId,
    payload,
    priority: tierRank(s.tier),
  });
  switch (effect.kind) {
    case 'sms':
      return row('outreach.sms', { caseId, rungId: effect.rungId, template: effect.template });
    case 'robot_call':
      return row('outreach.robot_call', { caseId, rungId: effect.rungId, attempt: effect.attempt });
    case 'visit':
      return row('outreach.visit', { caseId, rungId: effect.rungId, needs: effect.needs });
    case 'relative':
      return row('outreach.relative', { caseId, rungId: effect.rungId });
    case 'countermeasure_draft':
      return row('countermeasures.draft', {
        caseId,
        countermeasure: effect.countermeasure,
        target: effect.target,
      });
    case 'countermeasure_release':
      return row('countermeasures.release_case', { caseId, reason: effect.reason });
  }
}

/** What the queue sorts by: the deadline of the next human step, or its start where it has none. */
function deadlineOf(s: CaseSnapshot): number | null {
  return s.next ? (s.next.dueAt ?? s.next.startAt) : null;
}
