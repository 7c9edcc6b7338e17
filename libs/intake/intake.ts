import { Injectable } from '@nestjs/common';
import type { AlertResult } from '#contracts';
import { tierRank } from '#escalation';
import { Database, gathered, KeyRing, Outbox, type Tx } from '#platform';
import { canonicalJson, contentHash, derivedRef, payloadContext, pruned } from './alert-content.js';
import { heldAlerts, INSERT_ALERTS, reviseAlert, type AlertRecord, type HeldAlert } from './alert-rows.js';
import { examineAlert, type Examined } from './examine-alert.js';
import { fieldError, type Flaw } from './reasons.js';
import type { Source } from './sources.js';
import { suspectIndexes } from './suspect-index.js';
import { triageAlert } from './triage-alert.js';

/** One alert as it came, with its place in a file and what the file's reader found wrong. */
export interface Received {
  raw: unknown;
  row?: number;
  flaws?: Flaw[];
  /** Fields that its file has no column for: that they are missing is no news. */
  absent?: readonly string[];
}

interface Prepared {
  index: number;
  ref: string;
  hash: Buffer;
  plain: string;
  examined: Examined;
  flaws: Flaw[];
  row: number | null;
  record: AlertRecord;
}

/** Alerts up to which a call is one of many small ones, and how those are written together. */
const FEW = 10;
const TOGETHER = { most: 100, lanes: 1 };

interface Call {
  source: Source;
  received: Received[];
}

/** A call whose new alerts are durable: the ids of those; the others were known. */
interface Written {
  now: number;
  prepared: Prepared[];
  ids: Map<Prepared, string>;
}

/** Accepts alerts: every one is durable, as an alert or in quarantine, before its result is told. */
@Injectable()
export class Intake {
  /** By source: in a storm alerts come one by one, and what comes during a write is the next write. */
  private readonly gates = new Map<string, (call: Call) => Promise<Written>>();

  constructor(
    private readonly db: Database,
    private readonly keys: KeyRing,
    private readonly outbox: Outbox,
  ) {}

  /** Accepts in transactions of its own; results in the order given. Never refuses for load. */
  async accept(source: Source, received: Received[], importId: string | null = null): Promise<AlertResult[]> {
    const few = importId === null && received.length <= FEW;
    const written = few
      ? await this.gateOf(source.id)({ source, received })
      : (await this.write([{ source, received }], importId))[0]!;
    const results: AlertResult[] = [];
    const rest = known(written, results);
    if (rest.length > 0) {
      await this.db.transaction(async (tx) => {
        await this.settleKnown(tx, source, rest, written.now, results);
      });
    }
    return results;
  }

  /** The same inside the caller's transaction. */
  async acceptIn(tx: Tx, source: Source, received: Received[]): Promise<AlertResult[]> {
    const now = await tx.now();
    const results: AlertResult[] = [];
    const prepared = this.prepare(source, received, now);
    const ids = await this.insertFresh(tx, source, prepared, now, null);
    const rest = known({ now, prepared, ids }, results);
    await this.settleKnown(tx, source, rest, now, results);
    return results;
  }

  private gateOf(sourceId: string): (call: Call) => Promise<Written> {
    let gate = this.gates.get(sourceId);
    if (!gate) {
      gate = gathered(TOGETHER, (calls) => this.write(calls, null));
      this.gates.set(sourceId, gate);
    }
    return gate;
  }

  /** Writes the new alerts of calls of one source. One statement, so it needs no transaction around it. */
  private async write(calls: Call[], importId: string | null): Promise<Written[]> {
    const now = await this.db.now();
    const made = calls.map(({ source, received }) => this.prepare(source, received, now));
    const ids = await this.insertFresh(this.db, calls[0]!.source, made.flat(), now, importId);
    return made.map((prepared) => ({ now, prepared, ids }));
  }

  private prepare(source: Source, received: Received[], now: number): Prepared[] {
    return received.map(({ raw, row = null, flaws: given = [], absent = [] }, index) => {
      const { value, cut } = pruned(raw);
      const examined = examineAlert(value, now);
      if (cut) examined.flaws.push({ field: '', code: 'too_deep' });
      const plain = canonicalJson(value);
      const hash = contentHash(this.keys, plain);
      const ref = examined.alert.sourceRef ?? derivedRef(hash);
      const told = ({ field, code }: Flaw): boolean =>
        given.some((flaw) => flaw.field === field) || (code === 'missing' && absent.includes(field));
      const flaws = [...given, ...examined.flaws.filter((flaw) => !told(flaw))];
      const record = this.record(source, { ref, hash, plain, examined, flaws, row }, 1, now);
      return { index, ref, hash, plain, examined, flaws, row, record };
    });
  }

  private record(
    source: Source,
    { ref, hash, plain, examined, flaws, row }: Omit<Prepared, 'index' | 'record'>,
    revision: number,
    now: number,
  ): AlertRecord {
    const { alert, reachable } = examined;
    const sealed = this.keys.seal('alert', plain, payloadContext(source.id, ref, revision));
    return {
      source_ref: ref,
      content_hash: hex(hash),
      status: reachable ? 'accepted' : 'quarantined',
      raised_ms: alert.raisedAt,
      payload_sealed: hex(sealed),
      tier: alert.tier === null ? null : tierRank(alert.tier),
      fraud_type: alert.fraudType,
      signals: alert.signals,
      amount_fen: alert.amountFen,
      suspect_index: suspectIndexes(this.keys, alert.suspect).map(hex),
      warnings: reachable ? flaws : [],
      reasons: reachable ? [] : flaws,
      import_row: row,
      priority: tierRank(triageAlert(alert, { sourceFloor: source.tierFloor, now }).tier),
    };
  }

  /** @returns the ids of what was inserted: not of references that are known, or came before among the same. */
  private async insertFresh(
    db: Pick<Tx, 'query'>,
    source: Source,
    prepared: Prepared[],
    now: number,
    importId: string | null,
  ): Promise<Map<Prepared, string>> {
    const first = new Map<string, Prepared>();
    for (const one of prepared) if (!first.has(one.ref)) first.set(one.ref, one);
    if (first.size === 0) return new Map();
    const records = [...first.values()].map(({ record }) => record);
    const rows = await db.query<{ id: string; source_ref: string }>(INSERT_ALERTS, [
      JSON.stringify(records),
      source.id,
      now,
      importId,
    ]);
    return new Map(rows.map((row) => [first.get(row.source_ref)!, row.id]));
  }

  /**
   * Same content is a duplicate; changed content revises; a resend that reaches somebody leaves quarantine, corrected or,
   * where the fault was the desk's own, as it was (design.md section 5).
   */
  private async settleKnown(
    tx: Tx,
    source: Source,
    rest: Prepared[],
    now: number,
    results: AlertResult[],
  ): Promise<void> {
    const refs = [...new Set(rest.map(({ ref }) => ref))];
    const seen = await heldAlerts(tx, source.id, refs, false);
    const changed = rest.filter((one) => !isRepeated(seen.get(one.ref), one));
    const locked = await heldAlerts(tx, source.id, [...new Set(changed.map(({ ref }) => ref))], true);
    for (const one of rest) {
      const held = locked.get(one.ref) ?? seen.get(one.ref);
      if (!held) throw new Error('an alert that conflicts is not there');
      if (isRepeated(held, one)) {
        results[one.index] = result(
          one,
          held.id,
          'duplicate',
          held.status === 'quarantined' ? held.reasons : [],
        );
        continue;
      }
      results[one.index] = await this.revise(tx, source, held, one, now);
      locked.set(one.ref, { ...held, content_hash: one.hash, revision: held.revision + 1 });
    }
  }

  private async revise(
    tx: Tx,
    source: Source,
    held: HeldAlert,
    one: Prepared,
    now: number,
  ): Promise<AlertResult> {
    const revision = held.revision + 1;
    const wasUsed = held.status === 'accepted' || held.status === 'revised';
    // Whoever was reached by what it said before stays in a case; only what never was usable waits in quarantine.
    const status = wasUsed ? 'revised' : one.examined.reachable ? 'accepted' : 'quarantined';
    const record = this.record(source, one, revision, now);
    if (status === 'revised') Object.assign(record, { warnings: one.flaws, reasons: [] });
    await reviseAlert(tx, held.id, record, now, status);
    held.status = status;
    held.reasons = status === 'quarantined' ? one.flaws : [];
    if (status !== 'quarantined') {
      await this.outbox.add(tx, {
        kind: 'intake.place',
        key: `place:${held.id}:${revision}`,
        payload: { alertId: held.id },
        priority: record.priority,
      });
    }
    return result(one, held.id, status, one.flaws);
  }
}

/** Puts the results of what was new in their places. @returns the rest */
function known({ prepared, ids }: Written, results: AlertResult[]): Prepared[] {
  return prepared.filter((one) => {
    const id = ids.get(one);
    if (id === undefined) return true;
    results[one.index] = result(one, id, one.examined.reachable ? 'accepted' : 'quarantined', one.flaws);
    return false;
  });
}

/** Whether it says what is known already, and changes nothing. */
function isRepeated(held: HeldAlert | undefined, { hash, examined }: Prepared): boolean {
  if (!held?.content_hash.equals(hash)) return false;
  return held.status !== 'quarantined' || !examined.reachable;
}

function result(one: Prepared, id: string, status: AlertResult['status'], flaws: Flaw[]): AlertResult {
  const errors = flaws.map((flaw) => fieldError(flaw, one.row));
  return { sourceRef: one.ref, id, status, ...(errors.length > 0 ? { errors } : {}) };
}

const hex = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;
