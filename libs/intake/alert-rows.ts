import type { Tx } from '#platform';

/** Three minutes for somebody to look at what cannot be used (design.md section 8). */
export const QUARANTINE_CLOCK = `interval '3 minutes'`;

/** An alert on its way into the table, as the JSON record INSERT_ALERTS takes; bytea as `\x…`. */
export interface AlertRecord {
  source_ref: string;
  content_hash: string;
  status: 'accepted' | 'quarantined';
  raised_ms: number;
  payload_sealed: string;
  tier: number | null;
  fraud_type: string;
  signals: string[];
  amount_fen: number | null;
  suspect_index: string[];
  warnings: unknown;
  reasons: unknown;
  import_row: number | null;
  priority: number;
}

/**
 * Writes the alerts whose (source, reference) is new and an `intake.place` effect for each accepted one, in one
 * statement: by itself it is a durable write. $1 records, $2 source, $3 epoch ms of receipt, $4 import batch.
 */
export const INSERT_ALERTS = `
  WITH r AS (
    SELECT * FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (
      source_ref text, content_hash bytea, status text, raised_ms float8, payload_sealed bytea, tier smallint,
      fraud_type text, signals text[], amount_fen bigint, suspect_index bytea[], warnings jsonb, reasons jsonb,
      import_row integer, priority smallint)) WITH ORDINALITY
  ), fresh AS (
    INSERT INTO alert (source_id, source_ref, content_hash, status, received_at, raised_at, payload_sealed, tier,
                       fraud_type, signals, amount_fen, suspect_index, warnings, reasons, due_at, import_id, import_row)
    SELECT $2, source_ref, content_hash, status, to_timestamp($3::float8 / 1000), to_timestamp(raised_ms / 1000),
           payload_sealed, tier, fraud_type, signals, amount_fen, suspect_index, warnings, reasons,
           CASE WHEN status = 'quarantined' THEN to_timestamp($3::float8 / 1000) + ${QUARANTINE_CLOCK} END,
           $4::uuid, import_row
      FROM r ORDER BY ordinality
    ON CONFLICT (source_id, source_ref) DO NOTHING
    RETURNING id, source_ref, status
  ), place AS (
    INSERT INTO outbox (kind, key, payload, priority)
    SELECT 'intake.place', 'place:' || fresh.id || ':1', jsonb_build_object('alertId', fresh.id), r.priority
      FROM fresh JOIN r USING (source_ref) WHERE fresh.status = 'accepted'
    ON CONFLICT (key) DO NOTHING
  )
  SELECT id, source_ref FROM fresh`;

export interface HeldAlert {
  id: string;
  source_ref: string;
  content_hash: Buffer;
  status: 'accepted' | 'revised' | 'quarantined' | 'dismissed';
  revision: number;
  reasons: { field: string; code: string }[];
}

/** In the order of their ids, as placing locks them. */
const HELD = `SELECT id, source_ref, content_hash, status, revision, reasons FROM alert
               WHERE source_id = $1 AND source_ref = ANY ($2) ORDER BY id`;

/** Alerts that are there already, by reference. */
export async function heldAlerts(
  tx: Pick<Tx, 'query'>,
  sourceId: string,
  refs: string[],
  lock: boolean,
): Promise<Map<string, HeldAlert>> {
  if (refs.length === 0) return new Map();
  const rows = await tx.query<HeldAlert & Record<string, unknown>>(`${HELD}${lock ? ' FOR UPDATE' : ''}`, [
    sourceId,
    refs,
  ]);
  return new Map(rows.map((row) => [row.source_ref, row]));
}

/** Keeps what the alert said and puts the new content in its place. $2 is the AlertRecord, $3 epoch ms, $4 status. */
const REVISE = `
  WITH old AS (
    INSERT INTO alert_revision (alert_id, revision, content_hash, payload_sealed, status, suspect_index, replaced_at)
    SELECT id, revision, content_hash, payload_sealed, status, suspect_index, to_timestamp($3::float8 / 1000)
      FROM alert WHERE id = $1
  )
  UPDATE alert a SET content_hash = r.content_hash, revision = a.revision + 1, payload_sealed = r.payload_sealed,
         status = $4, revised_at = to_timestamp($3::float8 / 1000), raised_at = to_timestamp(r.raised_ms / 1000),
         tier = r.tier, fraud_type = r.fraud_type, signals = r.signals, amount_fen = r.amount_fen,
         suspect_index = r.suspect_index, warnings = r.warnings, reasons = r.reasons,
         due_at = CASE WHEN $4 = 'quarantined' THEN to_timestamp($3::float8 / 1000) + ${QUARANTINE_CLOCK} END,
         alarmed_at = NULL
    FROM jsonb_to_record($2::jsonb) AS r(
      content_hash bytea, raised_ms float8, payload_sealed bytea, tier smallint, fraud_type text, signals text[],
      amount_fen bigint, suspect_index bytea[], warnings jsonb, reasons jsonb)
   WHERE a.id = $1`;

export async function reviseAlert(
  tx: Tx,
  alertId: string,
  record: AlertRecord,
  now: number,
  status: HeldAlert['status'],
): Promise<void> {
  await tx.query(REVISE, [alertId, JSON.stringify(record), now, status]);
}
