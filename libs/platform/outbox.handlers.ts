import type { OutboxKind, OutboxPayloads, QueueName } from '#contracts';
import type { Tx } from './database.js';

/** One effect as it stands in the outbox. */
export interface OutboxRow<K extends OutboxKind = OutboxKind> {
  id: string;
  kind: K;
  key: string;
  caseId: string | null;
  payload: OutboxPayloads[K];
  tries: number;
}

/**
 * What came of an effect. `failed` is final: nothing happened and nothing will. `retry` tries again after `afterMs`.
 * `unknown`: it may have happened; it is never repeated by itself and is shown to a person.
 */
export type EffectResult =
  | { status: 'done' }
  | { status: 'failed' | 'unknown'; code: string }
  | { status: 'retry'; code: string; afterMs: number };

interface AnyHandler<K extends OutboxKind> {
  queue: QueueName;
  /** Tries before an effect that does not succeed becomes failed. */
  maxTries: number;
  /** Re-checks, in the transaction that takes the effect, that it is still wanted. */
  wanted?(tx: Tx, row: OutboxRow<K>): Promise<boolean>;
  /**
   * Tells the case; in the transaction that settles the row. What failed or is unknown of a kind without it is the
   * auditor's finding until a supervisor takes note.
   */
  settled?(tx: Tx, row: OutboxRow<K>, result: Settled): Promise<void>;
}

/** An effect on the world outside: taken, done and settled in three steps, so that none is done twice unnoticed. */
export interface OutwardHandler<K extends OutboxKind> extends AnyHandler<K> {
  /** `safe`: repeating does no harm (idempotent at the other side). `unsafe`: a crash in the middle makes it unknown. */
  repeat: 'safe' | 'unsafe';
  /** Longest an attempt may take before it counts as lost, in ms. */
  timeoutMs: number;
  /** The effect itself; outside any transaction. A thrown error counts as retry when safe, as unknown when unsafe. */
  handle(row: OutboxRow<K>): Promise<EffectResult>;
}

/** Effects that are rows of ours and nothing else: written in the transaction that settles them, so once or not at all. */
export interface InwardHandler<K extends OutboxKind> extends AnyHandler<K> {
  /**
   * Nothing but SQL, for all that were taken together. A thrown error undoes it; then each is written by itself, and for
   * one that fails alone it counts as a try.
   */
  write(tx: Tx, rows: readonly OutboxRow<K>[]): Promise<void>;
}

export type OutboxHandler<K extends OutboxKind> = OutwardHandler<K> | InwardHandler<K>;
/** What an effect is at its end. */
export type Settled = 'done' | 'failed' | 'unknown';

export interface NewEffect<K extends OutboxKind> {
  kind: K;
  /** Idempotency key; a second row with the same key is not written. */
  key: string;
  caseId?: string;
  payload: OutboxPayloads[K];
  /** 0 critical … 3 low. */
  priority?: number;
}
