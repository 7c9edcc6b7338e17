import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#platform';
import { AuditVerifier, type Verification } from './audit-verifier.js';

export type ActorKind = 'account' | 'source' | 'system';

/** What is written down. `data` holds keys, reasons and numbers, never personal data. */
export interface NewAuditEntry {
  /** Account id for `account`, null for `system`; a source is named in `data`, or by `entityId`. */
  actor: string | null;
  actorKind: ActorKind;
  /** What was done, as `noun.verb`: `session.opened`, `case.revealed`. */
  action: string;
  entity: string;
  entityId: string | null;
  data?: Record<string, unknown>;
}

/** One line of the trail. `no` and `hash` (hex) are null until the sealer has been there, within a second. */
export interface AuditEntry extends Required<NewAuditEntry> {
  id: string;
  /** RFC 3339, UTC. */
  at: string;
  no: number | null;
  hash: string | null;
}

/** The append-only trail: written in the transaction of what it tells of, sealed into a hash chain afterwards. */
@Injectable()
export class Audit {
  constructor(
    private readonly db: Database,
    private readonly verifier: AuditVerifier,
  ) {}

  /** Writes one entry; it is there if and only if the caller's transaction commits. Never serialises writers. */
  record(tx: Tx, entry: NewAuditEntry): Promise<void> {
    tx.send(
      `INSERT INTO audit_entry (actor, actor_kind, action, entity, entity_id, data) VALUES ($1, $2, $3, $4, $5, $6)`,
      [
        entry.actor,
        entry.actorKind,
        entry.action,
        entry.entity,
        entry.entityId,
        JSON.stringify(entry.data ?? {}),
      ],
    );
    return Promise.resolve();
  }

  /** Checks the whole chain against itself and the anchors; names the first broken link. */
  verify(): Promise<Verification> {
    return this.verifier.verify();
  }

  /** Newest first; `before` is the id of the last entry of the page before. At most 500 a page. */
  async list(filter: {
    before?: string;
    entity?: string;
    entityId?: string;
    actor?: string;
    action?: string;
    /** RFC 3339; `to` is exclusive. */
    from?: string;
    to?: string;
    limit?: number;
  }): Promise<AuditEntry[]> {
    const rows = await this.db.query<Omit<AuditEntry, 'at'> & { at: Date }>(
      `SELECT id, at, actor, actor_kind AS "actorKind", action, entity, entity_id AS "entityId", data, no,
              encode(hash, 'hex') AS hash
         FROM audit_entry
        WHERE ($1::uuid IS NULL OR id < $1) AND ($2::text IS NULL OR entity = $2)
          AND ($3::text IS NULL OR entity_id = $3) AND ($4::uuid IS NULL OR actor = $4)
          AND ($5::text IS NULL OR action = $5)
          AND ($6::timestamptz IS NULL OR at >= $6) AND ($7::timestamptz IS NULL OR at < $7)
        ORDER BY id DESC LIMIT $8`,
      [
        filter.before ?? null,
        filter.entity ?? null,
        filter.entityId ?? null,
        filter.actor ?? null,
        filter.action ?? null,
        filter.from ?? null,
        filter.to ?? null,
        Math.min(filter.limit ?? 100, 500),
      ],
    );
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  }
}
