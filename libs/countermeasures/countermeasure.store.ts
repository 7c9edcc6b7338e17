import { Injectable } from '@nestjs/common';
import { Cases } from '#cases';
import type { CountermeasureView } from '#contracts';
import { maskAccount, maskPhone } from '#people';
import { Database, DeskError, KeyRing, type Tx } from '#platform';
import { nextWake } from './countermeasure.clock.js';
import type { CountermeasureRow, LockedCountermeasure, Statement } from './countermeasure.row.js';

interface ViewRow extends CountermeasureRow {
  proposer: string | null;
  decider: string | null;
  /** Number of the merged case that it was made on. */
  moved_no: string | null;
}

/** Columns that `save` writes, in its order. */
const SAVED = [
  'institution',
  'target_sealed',
  'target_index',
  'statement_sealed',
  'duration_s',
  'state',
  'unknown',
  'proposed_by',
  'decided_by',
  'proposed_no',
  'decided_no',
  'decided_rank',
  'institution_ref',
  'release_reason',
  'release_tries',
  'clock_from',
  'approve_by',
  'send_by',
  'acknowledge_by',
  'alarmed',
  'decided_at',
  'sent_at',
  'acknowledged_at',
  'in_force_at',
  'ends_at',
  'release_asked_at',
  'released_at',
  'poll_at',
] as const satisfies readonly (keyof CountermeasureRow)[];
const INSERTED = [
  ...SAVED,
  'id',
  'document_no',
  'case_id',
  'kind',
  'target',
  'occasion',
  'draft_key',
  'created_at',
] as const;

const UPDATE = `UPDATE countermeasure SET version = version + 1, wake_at = $2, wake_errors = 0,
  ${SAVED.map((column, i) => `${column} = $${i + 3}`).join(', ')} WHERE id = $1 RETURNING version`;
const INSERT = `INSERT INTO countermeasure (wake_at, ${INSERTED.join(', ')})
  VALUES ($1, ${INSERTED.map((_, i) => `$${i + 2}`).join(', ')}) ON CONFLICT (draft_key) DO NOTHING RETURNING id`;

/** Rows of requests, sealed and opened, and what everybody may see of them. */
@Injectable()
export class CountermeasureStore {
  constructor(
    private readonly db: Database,
    private readonly keys: KeyRing,
    private readonly cases: Cases,
  ) {}

  /**
   * Locks the case, then the request: everybody in that order. One that moved to another case while we waited is locked
   * by way of that.
   *
   * @throws DeskError not_found
   */
  async lock(tx: Tx, id: string): Promise<LockedCountermeasure> {
    const [found] = await tx.query<{ case_id: string }>(`SELECT case_id FROM countermeasure WHERE id = $1`, [
      id,
    ]);
    if (!found) throw new DeskError('not_found', 'no such countermeasure');
    const { personId, snapshot, now } = await this.cases.lock(tx, found.case_id);
    const [row] = await tx.query<CountermeasureRow>(`SELECT * FROM countermeasure WHERE id = $1 FOR UPDATE`, [
      id,
    ]);
    if (row!.case_id !== found.case_id) return this.lock(tx, id);
    return { row: row!, personId, snapshot, now };
  }

  /** New id and document number (反诈措〔2026〕00042号, by the desk's local year). */
  async number(tx: Tx): Promise<{ id: string; documentNo: string }> {
    const [row] = await tx.query<{ id: string; documentNo: string }>(
      `SELECT uuidv7() AS id, '反诈措〔' || to_char(holdline_now() AT TIME ZONE 'Asia/Shanghai', 'YYYY') || '〕' ||
              lpad(nextval('countermeasure_no_seq')::text, 5, '0') || '号' AS "documentNo"`,
    );
    return row!;
  }

  /** @returns false when a draft with this key is there already. */
  async insert(tx: Tx, row: CountermeasureRow): Promise<boolean> {
    const added = await tx.query(INSERT, [wakeOf(row), ...INSERTED.map((column) => row[column])]);
    return added.length > 0;
  }

  async save(tx: Tx, row: CountermeasureRow): Promise<CountermeasureRow> {
    const [saved] = await tx.query<{ version: number }>(UPDATE, [
      row.id,
      wakeOf(row),
      ...SAVED.map((column) => row[column]),
    ]);
    return { ...row, version: saved!.version };
  }

  seal(id: string, statement: Statement): Buffer {
    return this.keys.seal('note', JSON.stringify(statement), `countermeasure:${id}`);
  }

  statement(row: Pick<CountermeasureRow, 'id' | 'statement_sealed'>): Statement {
    return JSON.parse(
      this.keys.open('note', row.statement_sealed, `countermeasure:${row.id}`).toString('utf8'),
    ) as Statement;
  }

  sealTarget(id: string, value: string): { target_sealed: Buffer; target_index: Buffer } {
    return {
      target_sealed: this.keys.seal('note', value, `countermeasure.target:${id}`),
      target_index: this.keys.index('index.account', value),
    };
  }

  /** The account or line in the clear, for the institution only. */
  target(row: Pick<CountermeasureRow, 'id' | 'target_sealed'>): string | null {
    if (row.target_sealed === null) return null;
    return this.keys.open('note', row.target_sealed, `countermeasure.target:${row.id}`).toString('utf8');
  }

  async read(id: string): Promise<CountermeasureRow> {
    const row = await this.db.one<CountermeasureRow>(`SELECT * FROM countermeasure WHERE id = $1`, [id]);
    if (!row) throw new DeskError('not_found', 'no such countermeasure');
    return row;
  }

  /** @throws DeskError not_found */
  async view(id: string): Promise<CountermeasureView> {
    const [view] = await this.views('m.id = $1', [id]);
    if (!view) throw new DeskError('not_found', 'no such countermeasure');
    return view;
  }

  /** Newest first, 500 at most. */
  async views(where: string, params: readonly unknown[]): Promise<CountermeasureView[]> {
    const rows = await this.db.query<ViewRow>(
      `SELECT m.*, p.name AS proposer, d.name AS decider, o.no AS moved_no FROM countermeasure m
         LEFT JOIN desk_case o ON o.id = m.moved_from
         LEFT JOIN account p ON p.id = m.proposed_by LEFT JOIN account d ON d.id = m.decided_by
        WHERE ${where} ORDER BY m.id DESC LIMIT 500`,
      params,
    );
    return rows.map((row) => this.masked(row));
  }

  private masked(row: ViewRow): CountermeasureView {
    const { legalBasis, necessity, scope, decisionReason } = this.statement(row);
    const target = this.target(row);
    const named = (id: string | null, name: string | null) => (id === null ? null : { id, name: name ?? '' });
    return {
      id: row.id,
      caseId: row.case_id,
      kind: row.kind,
      target: row.target,
      targetMasked:
        target === null ? '' : row.target === 'victim_line' ? maskPhone(target) : maskAccount(target),
      state: row.state,
      version: row.version,
      legalBasis,
      necessity,
      scope,
      durationS: row.duration_s,
      proposedBy: named(row.proposed_by, row.proposer),
      decidedBy: named(row.decided_by, row.decider),
      decisionReason,
      approveBy: iso(row.approve_by),
      inForceAt: iso(row.in_force_at),
      endsAt: iso(row.ends_at),
      releaseRequestedAt: iso(row.release_asked_at),
      releasedAt: iso(row.released_at),
      unknown: row.unknown,
      ...(row.moved_no === null ? {} : { from: row.moved_no }),
    };
  }
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

function wakeOf(row: CountermeasureRow): Date | null {
  const at = nextWake(row);
  return at === null ? null : new Date(at);
}
