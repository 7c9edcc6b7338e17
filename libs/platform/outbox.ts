import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { OUTBOX_KINDS, type OutboxKind } from '#contracts';
import { Database, type Tx } from './database.js';
import { gathered } from './gathered.js';
import type {
  EffectResult,
  InwardHandler,
  NewEffect,
  OutboxHandler,
  OutboxRow,
  OutwardHandler,
  Settled,
} from './outbox.handlers.js';

/** In a storm rows are taken many to a transaction: a commit and a trip to the database cost as much as a row. */
const TOGETHER = { most: 32, lanes: 2 };

/** A row as it is handed on, and what it came to where telling of it failed before. */
const ROW = `id, kind, key, case_id AS "caseId", payload, tries`;
type LostRow = OutboxRow & { result: EffectResult | null };

/** The outbox table: written in business transactions, handled after commit by whoever gets the row's lock first. */
@Injectable()
export class Outbox {
  private readonly handlers = new Map<OutboxKind, OutboxHandler<OutboxKind>>();
  private readonly gate = gathered(TOGETHER, (ids: string[]) => this.writeTogether(ids));

  constructor(
    private readonly db: Database,
    private readonly log: Logger,
  ) {}

  /** @throws Error when the kind has a handler already. */
  register<K extends OutboxKind>(kind: K, handler: OutboxHandler<K>): void {
    if (this.handlers.has(kind)) throw new Error(`outbox kind ${kind} has two handlers`);
    this.handlers.set(kind, handler as unknown as OutboxHandler<OutboxKind>);
  }

  /** @throws Error that names the kinds without a handler; called at the worker's boot. */
  assertComplete(): void {
    const missing = OUTBOX_KINDS.filter((kind) => !this.handlers.has(kind));
    if (missing.length > 0) throw new Error(`outbox kinds without a handler: ${missing.join(', ')}`);
  }

  handlerOf(kind: OutboxKind): OutboxHandler<OutboxKind> {
    const handler = this.handlers.get(kind);
    if (!handler) throw new Error(`outbox kind ${kind} has no handler`);
    return handler;
  }

  async add<K extends OutboxKind>(tx: Tx, ...effects: NewEffect<K>[]): Promise<void> {
    if (effects.length === 0) return;
    await tx.query(outboxInsert(1), [JSON.stringify(effects.map(outboxJson))]);
  }

  /** Whether the effect is rows of ours and nothing else. */
  isInward(kind: OutboxKind): boolean {
    return 'write' in this.handlerOf(kind);
  }

  /**
   * Does one effect now, if nobody else does. Safe to call any number of times with any id: a row that is not pending
   * or not due is left alone.
   *
   * @returns what the row became, or null when there was nothing to do.
   */
  async run(id: string): Promise<Became> {
    const taken = await this.guarded(id, null, () => this.take(id, this.kinds()));
    if (!taken) return null;
    if (taken.state !== 'sending') return taken.state;
    const { row } = taken;
    const handler = this.handlerOf(row.kind) as OutwardHandler<OutboxKind>;
    let result: EffectResult;
    try {
      result = await handler.handle(row);
    } catch (error) {
      const code = codeOf(error);
      result =
        handler.repeat === 'safe' ? { status: 'retry', code, afterMs: 0 } : { status: 'unknown', code };
    }
    return this.guarded(id, result, () => this.settle(row, 'sending', result));
  }

  /**
   * Writes one effect that is rows only, together with others that come at the same time. Rows of other kinds it leaves to
   * `run`: what waits for the world outside shares no locks and no line with what does not.
   *
   * @returns as `run`
   */
  async write(id: string): Promise<Became> {
    return this.guarded(id, null, () => this.gate(id));
  }

  /**
   * One row's own trouble (a case this build cannot decide) holds up no other: it is noted on the row, which backs off
   * and keeps the result it has, and from the third time on it is the auditor's finding.
   *
   * @returns null when `work` failed. @throws when not even that can be noted.
   */
  private async guarded<T>(
    id: string,
    result: EffectResult | null,
    work: () => Promise<T>,
  ): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      this.log.error({ outboxId: id, err: error }, 'an outbox row broke');
      await this.db.query(
        `UPDATE outbox SET errors = least(errors + 1, 99), error = $2, result = coalesce($3, result),
                run_after = CASE state WHEN 'pending' THEN ${BACK_OFF} ELSE run_after END,
                sending_until = CASE state WHEN 'sending' THEN ${BACK_OFF} END
          WHERE id = $1 AND state IN ('pending', 'sending')`,
        [id, codeOf(error), result && JSON.stringify(result)],
      );
      return null;
    }
  }

  /** Takes one row. A write that failed is undone, so the row is pending as before; the try is counted all the same. */
  private async take(id: string, kinds: readonly OutboxKind[]): Promise<Taken | null> {
    let writing: OutboxRow | null = null;
    try {
      return await this.db.transaction(async (tx) => {
        writing = null;
        const [row] = await tx.query<OutboxRow>(TAKE, [[id], kinds]);
        if (!row) return null;
        const handler = this.handlerOf(row.kind);
        if (!(await this.isWanted(tx, row))) return { row, state: 'cancelled' };
        if ('write' in handler) {
          writing = row;
          await this.writeIn(tx, row.kind, [row]);
          return { row, state: 'done' };
        }
        tx.send(SENDING, [row.id, row.tries, handler.timeoutMs / 1000]);
        return { row, state: 'sending' };
      });
    } catch (error) {
      if (!writing) throw error;
      const retry: EffectResult = { status: 'retry', code: codeOf(error), afterMs: 0 };
      const state = await this.settle(writing, 'pending', retry);
      return state && { row: writing, state };
    }
  }

  /** Writes many rows in one transaction; one alone counts its try when it fails. */
  private async writeTogether(ids: readonly string[]): Promise<Became[]> {
    const inward = this.kinds().filter((kind) => this.isInward(kind));
    if (ids.length === 1) {
      const taken = await this.take(ids[0]!, inward);
      return [taken && taken.state !== 'sending' ? taken.state : null];
    }
    const became = await this.db.transaction(async (tx) => {
      const states = new Map<string, Became>();
      const wanted: OutboxRow[] = [];
      for (const row of await tx.query<OutboxRow>(TAKE, [ids, inward])) {
        if (await this.isWanted(tx, row)) wanted.push(row);
        states.set(row.id, wanted.at(-1) === row ? 'done' : 'cancelled');
      }
      for (const kind of new Set(wanted.map((row) => row.kind))) {
        await this.writeIn(
          tx,
          kind,
          wanted.filter((row) => row.kind === kind),
        );
      }
      return states;
    });
    return ids.map((id) => {
      const state = became.get(id) ?? null;
      // An id that was given twice was there for one of them.
      became.delete(id);
      return state;
    });
  }

  /** Whether a row that was taken is still wanted; settles one that is not. */
  private async isWanted(tx: Tx, row: OutboxRow): Promise<boolean> {
    const { wanted } = this.handlerOf(row.kind);
    if (!wanted || (await wanted(tx, row))) return true;
    tx.send(SETTLE, [row.id, row.tries, 'cancelled', null, false]);
    return false;
  }

  private async writeIn(tx: Tx, kind: OutboxKind, rows: readonly OutboxRow[]): Promise<void> {
    const handler = this.handlerOf(kind) as InwardHandler<OutboxKind>;
    await handler.write(tx, rows);
    tx.send(WRITTEN, [rows.map(({ id }) => id)]);
    for (const row of rows) await handler.settled?.(tx, row, 'done');
  }

  /** Kinds that this build can do; rows of others wait for one that can. */
  kinds(): OutboxKind[] {
    return [...this.handlers.keys()];
  }

  /** @param from what the row is while this try goes on; one that is pending counts the tries before this one */
  private settle(
    row: OutboxRow,
    from: 'pending' | 'sending',
    result: EffectResult,
  ): Promise<Settled | 'retry' | null> {
    const handler = this.handlerOf(row.kind);
    const counted = from === 'pending' ? row.tries - 1 : row.tries;
    return this.db.transaction(async (tx) => {
      if (result.status === 'retry' && row.tries < handler.maxTries) {
        const backOffMs = Math.max(result.afterMs, Math.min(60_000, 250 * 2 ** row.tries));
        const again = await tx.query(
          `UPDATE outbox SET state = 'pending', tries = $2, error = $3, errors = 0, result = NULL,
                  run_after = holdline_now() + make_interval(secs => $4)
            WHERE id = $1 AND state = $5 AND tries = $6 RETURNING id`,
          [row.id, row.tries, result.code, backOffMs / 1000, from, counted],
        );
        return again.length > 0 ? 'retry' : null;
      }
      const state = result.status === 'retry' ? 'failed' : result.status;
      const code = result.status === 'done' ? null : result.code;
      const untold = state !== 'done' && !handler.settled;
      const settled = await tx.query(`${SETTLE} AND state = $6 AND tries = $7 RETURNING id`, [
        ...[row.id, row.tries, state, code, untold],
        ...[from, counted],
      ]);
      // Somebody else settled this try: it took longer than it may.
      if (settled.length === 0) return null;
      await handler.settled?.(tx, row, state);
      return state;
    });
  }

  /**
   * Settles what was being sent when its process died or its time ran out: repeatable effects become pending again,
   * the others unknown. One whose result is known, since only telling of it failed, is told that result.
   *
   * @returns how many rows were taken.
   */
  async recoverLost(limit = 100): Promise<number> {
    const lost = await this.db.query<LostRow>(
      `SELECT ${ROW}, result FROM outbox
        WHERE state = 'sending' AND sending_until < holdline_now() AND kind = ANY($2)
        ORDER BY sending_until LIMIT $1`,
      [limit, this.kinds()],
    );
    for (const row of lost) {
      const handler = this.handlerOf(row.kind);
      const result = row.result ?? lostResult(handler);
      await this.guarded(row.id, result, () => this.settle(row, 'sending', result));
    }
    return lost.length;
  }
}

/** What a row became; null when there was nothing to do. */
type Became = Settled | 'cancelled' | 'retry' | null;

/** A row that was taken, and what it is since. */
interface Taken {
  row: OutboxRow;
  state: NonNullable<Became> | 'sending';
}

/** The rows $1 that are pending, due and of the kinds $2, with the number of the try that begins; most urgent first. */
const TAKE = `
  SELECT id, kind, key, case_id AS "caseId", payload, tries + 1 AS tries FROM outbox
   WHERE id = ANY ($1) AND state = 'pending' AND run_after <= holdline_now() AND kind = ANY ($2)
   ORDER BY priority, id FOR UPDATE SKIP LOCKED`;

/** Row $1 in its try $2, which may take $3 seconds. */
const SENDING = `
  UPDATE outbox SET state = 'sending', tries = $2, sending_until = holdline_now() + make_interval(secs => $3)
   WHERE id = $1`;

/** Settles row $1 after $2 tries as $3, with code $4; $5 whether nobody was told. */
const SETTLE = `
  UPDATE outbox SET state = $3, tries = $2, error = $4, settled_at = holdline_now(), sending_until = NULL, errors = 0,
         result = NULL, untold = $5
   WHERE id = $1`;

/** The same for rows $1 that this transaction took and wrote. */
const WRITTEN = `
  UPDATE outbox SET state = 'done', tries = tries + 1, error = NULL, settled_at = holdline_now(), errors = 0, result = NULL
   WHERE id = ANY ($1)`;

function lostResult(handler: OutboxHandler<OutboxKind>): EffectResult {
  return 'repeat' in handler && handler.repeat === 'unsafe'
    ? { status: 'unknown', code: 'lost' }
    : { status: 'retry', code: 'lost', afterMs: 0 };
}

/** SQL of when a row that broke is looked at again: after 2 s, doubled each time, 60 s at most. */
const BACK_OFF = `holdline_now() + make_interval(secs => least(60, 2 ^ least(errors + 1, 6)))`;

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? (error as Error).name;

/** Effect as the JSON record that `outboxInsert` takes. */
export function outboxJson<K extends OutboxKind>(effect: NewEffect<K>): Record<string, unknown> {
  return {
    kind: effect.kind,
    key: effect.key,
    case_id: effect.caseId ?? null,
    payload: effect.payload,
    priority: effect.priority ?? 3,
  };
}

/** SQL that writes a JSON array of `outboxJson` records, parameter n; rows whose key exists are skipped. */
export const outboxInsert = (n: number): string => `
  INSERT INTO outbox (kind, key, case_id, payload, priority)
  SELECT kind, key, case_id, payload, priority
    FROM jsonb_to_recordset($${n}::jsonb) AS e(kind text, key text, case_id uuid, payload jsonb, priority smallint)
  ON CONFLICT (key) DO NOTHING`;
