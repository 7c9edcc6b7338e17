import { Injectable } from '@nestjs/common';
import type { QueueItem, QueuePage } from '#contracts';
import { TIERS, type CaseSnapshot, type CaseState, type FraudType } from '#escalation';
import { People } from '#people';
import { Database, NOW_MS } from '#platform';
import { ACTIONABLE, LEASE_END, QUEUE_ORDER } from './queue.sql.js';

export interface QueueRow {
  id: string;
  no: string;
  version: number;
  state: CaseState;
  tier: number;
  fraud_type: FraudType;
  person_id: string;
  amount_fen: number | null;
  station: string | null;
  received_at: Date;
  next: CaseSnapshot['next'];
  actionable: boolean;
  lease_by: string | null;
  lease_name: string | null;
  lease_until: Date | null;
  on_call: boolean;
  alerts: number;
  merged_into: string | null;
  merged_no: string | null;
}

/** Columns of a queue line; the snapshot is not shipped, only its next step. */
export const QUEUE_COLUMNS = `
  c.id, c.no, c.version, c.state, c.tier, c.fraud_type, c.person_id, c.amount_fen, c.station, c.received_at,
  c.snapshot->'next' AS next, coalesce(${ACTIONABLE}, false) AS actionable, c.alerts, c.merged_into,
  CASE WHEN c.merged_into IS NOT NULL THEN (SELECT k.no FROM desk_case k WHERE k.id = c.merged_into) END AS merged_no,
  a.id AS lease_by, a.name AS lease_name, ${LEASE_END} AS lease_until, coalesce(c.call_until > holdline_now(), false) AS on_call`;
const LEASE_JOIN = `LEFT JOIN account a ON a.id = c.lease_by AND ${LEASE_END} > holdline_now()`;

/** The live queue: what the desk should do next, in order, masked. */
@Injectable()
export class Queue {
  constructor(
    private readonly db: Database,
    private readonly people: People,
  ) {}

  async page(limit: number, offset: number): Promise<QueuePage> {
    const [rows, [head]] = await Promise.all([
      this.db.query<QueueRow>(
        `SELECT ${QUEUE_COLUMNS} FROM desk_case c ${LEASE_JOIN} WHERE ${ACTIONABLE}
          ORDER BY ${QUEUE_ORDER} LIMIT $1 OFFSET $2`,
        [limit, offset],
      ),
      this.db.query<{ total: number; now: number; up_to: number }>(
        `SELECT (SELECT count(*) FROM desk_case c WHERE ${ACTIONABLE}) AS total, ${NOW_MS} AS now,
                (SELECT coalesce(max(seq), 0) FROM case_event) AS up_to`,
      ),
    ]);
    return {
      items: await this.masked(rows),
      total: head!.total,
      now: new Date(head!.now).toISOString(),
      upTo: head!.up_to,
    };
  }

  /** Ids of the queue in order: what a client needs to place a changed line. */
  async order(limit: number): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT c.id FROM desk_case c WHERE ${ACTIONABLE} ORDER BY ${QUEUE_ORDER} LIMIT $1`,
      [limit],
    );
    return rows.map((row) => row.id);
  }

  /** Lines of given cases, in no order, whether or not they are actionable. */
  async items(ids: readonly string[]): Promise<QueueItem[]> {
    if (ids.length === 0) return [];
    return this.masked(
      await this.db.query<QueueRow>(
        `SELECT ${QUEUE_COLUMNS} FROM desk_case c ${LEASE_JOIN} WHERE c.id = ANY($1)`,
        [ids],
      ),
    );
  }

  /** Cases of given persons, newest first; for search. */
  async ofPersons(personIds: readonly string[], limit: number): Promise<QueueItem[]> {
    return this.masked(
      await this.db.query<QueueRow>(
        `SELECT ${QUEUE_COLUMNS} FROM desk_case c ${LEASE_JOIN} WHERE c.person_id = ANY($1)
          ORDER BY c.received_at DESC LIMIT $2`,
        [personIds, limit],
      ),
    );
  }

  async byNumber(no: string): Promise<QueueItem | null> {
    const rows = await this.db.query<QueueRow>(
      `SELECT ${QUEUE_COLUMNS} FROM desk_case c ${LEASE_JOIN} WHERE c.no = $1`,
      [no],
    );
    return (await this.masked(rows))[0] ?? null;
  }

  private async masked(rows: QueueRow[]): Promise<QueueItem[]> {
    const people = await this.people.masked([...new Set(rows.map((row) => row.person_id))]);
    return rows.map((row) => {
      const person = people.get(row.person_id);
      return {
        id: row.id,
        no: row.no,
        version: row.version,
        state: row.state,
        tier: TIERS[row.tier]!,
        fraudType: row.fraud_type,
        person: { name: person?.name ?? null, phone: person?.phone ?? null },
        amountFen: row.amount_fen,
        station: row.station,
        receivedAt: row.received_at.toISOString(),
        next: stepView(row.next),
        actionable: row.actionable,
        lease: leaseView(row),
        alerts: row.alerts,
        mergedInto: mergedIntoOf(row),
      };
    });
  }
}

export function stepView(next: CaseSnapshot['next']): QueueItem['next'] {
  return next && { ...next, startAt: iso(next.startAt), dueAt: next.dueAt === null ? null : iso(next.dueAt) };
}

export function leaseView(
  row: Pick<QueueRow, 'lease_by' | 'lease_name' | 'lease_until' | 'on_call'>,
): QueueItem['lease'] {
  if (row.lease_by === null || row.lease_until === null) return null;
  return {
    by: { id: row.lease_by, name: row.lease_name ?? '' },
    until: row.lease_until.toISOString(),
    onCall: row.on_call,
  };
}

export const mergedIntoOf = (row: Pick<QueueRow, 'merged_into' | 'merged_no'>): QueueItem['mergedInto'] =>
  row.merged_into === null ? null : { id: row.merged_into, no: row.merged_no ?? '' };

export const iso = (at: number): string => new Date(at).toISOString();
