import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#platform';
import { CHAIN_START, CHAINED_COLUMNS, chainHash, type ChainedRow } from './audit-chain.js';

const BATCH = 1000;

/**
 * Numbers committed entries and chains them, so that business transactions need not wait for one another (design.md
 * section 8). Call it at least once a second; any number of processes may, one of them seals.
 */
@Injectable()
export class AuditSealer {
  constructor(private readonly db: Database) {}

  /** @returns how many entries were sealed; 0 as well when another process is at it. */
  async seal(): Promise<number> {
    let sealed = 0;
    for (;;) {
      const batch = await this.db.transaction((tx) => this.sealBatch(tx));
      sealed += batch;
      if (batch < BATCH) return sealed;
    }
  }

  private async sealBatch(tx: Tx): Promise<number> {
    const [lock] = await tx.query<{ mine: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('holdline.audit.seal', 0)) AS mine`,
    );
    if (!lock?.mine) return 0;
    // Each statement has its own snapshot, so the head seen here is the one the last holder of the lock left.
    const [head] = await tx.query<{ no: number; hash: Buffer }>(
      `SELECT no, hash FROM audit_entry WHERE no IS NOT NULL ORDER BY no DESC LIMIT 1`,
    );
    const rows = await tx.query<Omit<ChainedRow, 'no'>>(
      `SELECT ${CHAINED_COLUMNS} FROM audit_entry WHERE no IS NULL ORDER BY audit_entry.id LIMIT ${BATCH}`,
    );
    if (rows.length === 0) return 0;
    const links: { id: string; no: number; prev: Buffer; hash: Buffer }[] = [];
    let { no, hash } = head ?? { no: 0, hash: CHAIN_START };
    for (const row of rows) {
      const prev = hash;
      no += 1;
      hash = chainHash(prev, { ...row, no });
      links.push({ id: row.id, no, prev, hash });
    }
    await tx.query(
      `UPDATE audit_entry AS e SET no = l.no, prev_hash = l.prev, hash = l.hash
         FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[]) AS l(id, no, prev, hash)
        WHERE e.id = l.id`,
      [links.map((l) => l.id), links.map((l) => l.no), links.map((l) => l.prev), links.map((l) => l.hash)],
    );
    return rows.length;
  }
}
