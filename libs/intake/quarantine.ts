import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Cases } from '#cases';
import type { AlertResult, QuarantineRow } from '#contracts';
import { Database, DeskError, KeyRing, type Tx } from '#platform';
import { payloadContext } from './alert-content.js';
import { Intake } from './intake.js';
import { fieldError, type Flaw } from './reasons.js';
import { Sources } from './sources.js';

interface Row {
  id: string;
  source_id: string;
  source_ref: string;
  revision: number;
  received_at: Date;
  due_at: Date;
  import_row: number | null;
  reasons: Flaw[];
  payload_sealed: Buffer;
  status: string;
}

export interface QuarantinedAlert extends QuarantineRow {
  /** What was received, in the clear. */
  alert: unknown;
}

const COLUMNS =
  'id, source_id, source_ref, revision, received_at, due_at, import_row, reasons, payload_sealed, status';

/** Alerts by which nobody can be reached as they are: each has an owner, a clock, and two ways out. */
@Injectable()
export class Quarantine {
  constructor(
    private readonly db: Database,
    private readonly keys: KeyRing,
    private readonly audit: Audit,
    private readonly cases: Cases,
    private readonly intake: Intake,
    private readonly sources: Sources,
  ) {}

  /** The most pressing first. */
  async list(limit = 100, offset = 0): Promise<{ items: QuarantineRow[]; total: number }> {
    const rows = await this.db.query<Row & Record<string, unknown>>(
      `SELECT ${COLUMNS} FROM alert WHERE status = 'quarantined' ORDER BY due_at, id LIMIT $1 OFFSET $2`,
      [limit, offset],
    );
    const count = await this.db.one<{ total: number }>(
      `SELECT count(*)::int AS total FROM alert WHERE status = 'quarantined'`,
    );
    return { items: rows.map(viewOf), total: count!.total };
  }

  /**
   * The alert with its values; the look is recorded with its reason, and whoever looks first owns it.
   *
   * @throws DeskError not_found, wrong_state
   */
  async reveal(alertId: string, reason: string, by: string): Promise<QuarantinedAlert> {
    return this.db.transaction(async (tx) => {
      const row = await this.lock(tx, alertId);
      await tx.query(`UPDATE alert SET owner = coalesce(owner, $2) WHERE id = $1`, [alertId, by]);
      await this.record(tx, by, 'quarantine.reveal', alertId, { reason });
      const context = payloadContext(row.source_id, row.source_ref, row.revision);
      const alert: unknown = JSON.parse(
        this.keys.open('alert', row.payload_sealed, context).toString('utf8'),
      );
      return { ...viewOf(row), alert };
    });
  }

  /**
   * Puts a corrected alert in the place of the quarantined one, under the same reference.
   *
   * @throws DeskError not_found, wrong_state, invalid when it still reaches nobody (it stays, with the new reasons)
   */
  async resubmit(alertId: string, corrected: Record<string, unknown>, by: string): Promise<AlertResult> {
    const result = await this.db.transaction(async (tx) => {
      const row = await this.lock(tx, alertId);
      const source = await this.sources.byId(row.source_id);
      const [accepted] = await this.intake.acceptIn(tx, source, [
        // The reference may be one that was derived and never sent; it is the row's key either way.
        {
          raw: { ...corrected, sourceRef: row.source_ref },
          ...(row.import_row === null ? {} : { row: row.import_row }),
        },
      ]);
      await this.record(tx, by, 'quarantine.resubmit', alertId, { status: accepted!.status });
      return accepted!;
    });
    if (result.status === 'quarantined' || result.status === 'duplicate') {
      throw new DeskError('invalid', 'the alert still reaches nobody', result.errors ?? [], result);
    }
    return result;
  }

  /** @throws DeskError not_found, wrong_state, invalid without a reason */
  async dismiss(alertId: string, reason: string, by: string): Promise<void> {
    if (reason.trim() === '') {
      throw new DeskError('invalid', 'a reason is needed', [
        { field: 'reason', code: 'missing', message: 'reason is missing', messageZh: '请填写理由' },
      ]);
    }
    await this.db.transaction(async (tx) => {
      await this.lock(tx, alertId);
      await tx.query(
        `UPDATE alert SET status = 'dismissed', due_at = NULL, owner = coalesce(owner, $2) WHERE id = $1`,
        [alertId, by],
      );
      await this.record(tx, by, 'quarantine.dismiss', alertId, { reason });
      this.cases.appendEvent(tx, null, 'quarantine_dismissed', { alertId }, by);
    });
  }

  /** Tells the feed of every quarantined alert whose clock ran out, once each. @returns how many rang */
  async sweep(limit = 200): Promise<number> {
    return this.db.transaction(async (tx) => {
      const overdue = await tx.query<{ id: string; source_id: string }>(
        `UPDATE alert SET alarmed_at = holdline_now() WHERE id IN (
           SELECT id FROM alert WHERE status = 'quarantined' AND alarmed_at IS NULL AND due_at <= holdline_now()
            ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING id, source_id`,
        [limit],
      );
      for (const { id, source_id } of overdue) {
        this.cases.appendEvent(tx, null, 'quarantine_overdue', { alertId: id, sourceId: source_id });
      }
      return overdue.length;
    });
  }

  private async lock(tx: Tx, alertId: string): Promise<Row> {
    const [row] = await tx.query<Row & Record<string, unknown>>(
      `SELECT ${COLUMNS} FROM alert WHERE id = $1 FOR UPDATE`,
      [alertId],
    );
    if (!row) throw new DeskError('not_found', 'no such alert');
    if (row.status !== 'quarantined') throw new DeskError('wrong_state', 'the alert is not in quarantine');
    return row;
  }

  private async record(
    tx: Tx,
    by: string,
    action: string,
    alertId: string,
    data: Record<string, unknown>,
  ): Promise<void> {
    await this.audit.record(tx, {
      actor: by,
      actorKind: 'account',
      action,
      entity: 'alert',
      entityId: alertId,
      data,
    });
  }
}

function viewOf(row: Row): QuarantineRow {
  return {
    alertId: row.id,
    row: row.import_row,
    sourceId: row.source_id,
    sourceRef: row.source_ref,
    receivedAt: row.received_at.toISOString(),
    dueAt: row.due_at.toISOString(),
    reasons: row.reasons.map((flaw) => fieldError(flaw, row.import_row)),
  };
}
