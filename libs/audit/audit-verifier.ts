import { Injectable } from '@nestjs/common';
import { Database } from '#platform';
import { AuditAnchor, UnreadableAnchor, type Anchors } from './audit-anchor.js';
import { CHAIN_START, CHAINED_COLUMNS, chainHash, type ChainedRow } from './audit-chain.js';

/**
 * missing: a number is not there (deleted, or cut off behind the last anchor). changed: the entry does not give its own
 * hash. unlinked: it does not follow the one before it (moved or put in between). anchored_otherwise: the chain is whole
 * but not the one that was anchored. unanchored: it has stood for minutes and no anchor covers it (the file is gone, was
 * cut, or is no longer written). anchor_unreadable: line `no` of the anchor file is none.
 */
export type BreakReason =
  'missing' | 'changed' | 'unlinked' | 'anchored_otherwise' | 'unanchored' | 'anchor_unreadable';

export type Verification =
  | { ok: true; entries: number; unsealed: number; anchors: number }
  | { ok: false; no: number; id: string | null; reason: BreakReason };

interface SealedRow extends ChainedRow {
  prevHash: Buffer;
  hash: Buffer;
}

const PAGE = 5000;

/** Anchors are written every minute; this long an entry may wait for the first that covers it [chosen]. */
const ANCHOR_GRACE = '1 hour';

/** Recomputes the chain from its first entry and holds it against the anchors. */
@Injectable()
export class AuditVerifier {
  constructor(
    private readonly db: Database,
    private readonly anchor: AuditAnchor,
  ) {}

  /** @returns the first broken link, or how much was checked. Reads page by page; runs beside a working desk. */
  async verify(): Promise<Verification> {
    // Anchors first: what is sealed while this runs has no anchor yet, and every anchor has its entry.
    const anchors = await this.anchor.read().catch(lineOf);
    if (typeof anchors === 'number') return { ok: false, no: anchors, id: null, reason: 'anchor_unreadable' };
    let no = 0;
    let prev: Buffer = CHAIN_START;
    for (;;) {
      const rows = await this.db.query<SealedRow>(
        `SELECT no, ${CHAINED_COLUMNS}, prev_hash AS "prevHash", hash FROM audit_entry
          WHERE no > $1 ORDER BY no LIMIT ${PAGE}`,
        [no],
      );
      for (const row of rows) {
        no += 1;
        const reason = brokenAt(no, prev, row, anchors.hashes.get(no));
        if (reason) return { ok: false, no, id: reason === 'missing' ? null : row.id, reason };
        prev = row.hash;
      }
      if (rows.length < PAGE) break;
    }
    if (anchors.upTo > no) return { ok: false, no: no + 1, id: null, reason: 'missing' };
    const bare = await this.firstUnanchored(anchors);
    if (bare) return { ok: false, ...bare, reason: 'unanchored' };
    const unsealed = await this.db.one<{ n: number }>(
      `SELECT count(*) AS n FROM audit_entry WHERE no IS NULL`,
    );
    return { ok: true, entries: no, unsealed: unsealed?.n ?? 0, anchors: anchors.hashes.size };
  }

  /**
   * The first entry that was left without an anchor for too long. A file that begins long after entry 1 was lost and begun
   * anew: what came before it could have been rewritten until then.
   */
  private firstUnanchored({ since, upTo }: Anchors): Promise<{ no: number; id: string } | null> {
    return this.db.one(
      `SELECT no, id FROM audit_entry
        WHERE (no = 1 AND at < coalesce($1::timestamptz, holdline_now()) - $3::interval)
           OR (no = $2 + 1 AND at < holdline_now() - $3::interval)
        ORDER BY no LIMIT 1`,
      [since, upTo, ANCHOR_GRACE],
    );
  }
}

function lineOf(error: unknown): number {
  if (error instanceof UnreadableAnchor) return error.line;
  throw error;
}

function brokenAt(
  no: number,
  prev: Buffer,
  row: SealedRow,
  anchored: string[] | undefined,
): BreakReason | null {
  if (row.no !== no) return 'missing';
  if (!row.prevHash.equals(prev)) return 'unlinked';
  if (!chainHash(row.prevHash, row).equals(row.hash)) return 'changed';
  const hash = row.hash.toString('hex');
  if (anchored?.some((known) => known !== hash)) return 'anchored_otherwise';
  return null;
}
