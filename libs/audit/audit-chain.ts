import { createHash } from 'node:crypto';

/** `prev_hash` of entry 1. */
export const CHAIN_START = Buffer.alloc(32);

/**
 * An entry as the chain takes it. Texts as PostgreSQL prints them: `at` in UTC with microseconds, `data` as jsonb's own
 * text, whose keys and numbers have one form only.
 */
export interface ChainedRow {
  no: number;
  id: string;
  at: string;
  actor: string | null;
  actorKind: string;
  action: string;
  entity: string;
  entityId: string | null;
  data: string;
}

/** Columns of a ChainedRow, without `no`. */
export const CHAINED_COLUMNS = `
  id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, actor, actor_kind AS "actorKind",
  action, entity, entity_id AS "entityId", data::text AS data`;

/**
 * SHA-256 over the hash before and the canonical form of the row: a JSON array of its columns in fixed order, which,
 * holding only strings, nulls and one integer, can be written in one way only.
 */
export function chainHash(prevHash: Buffer, row: ChainedRow): Buffer {
  const canonical = JSON.stringify([
    row.no,
    row.id,
    row.at,
    row.actor,
    row.actorKind,
    row.action,
    row.entity,
    row.entityId,
    row.data,
  ]);
  return createHash('sha256').update(prevHash).update(canonical, 'utf8').digest();
}
