import type { Cases } from '#cases';
import type { Tx } from '#platform';

interface SweptRow {
  id: string;
  case_id: string;
  rung_id: string | null;
  station: string;
}

/** Rungs that want no visit any more: waived, called off, or met otherwise. */
const UNWANTED = `('cancelled', 'skipped', 'done')`;

/**
 * Calls off visits that nobody wants any more (case ended, rung waived or met otherwise; who has arrived may still
 * report while the case lives), leaves those of a merged case to the one that looks after it, and alarms the supervisor
 * of those that no station has accepted in time, once each.
 *
 * @returns how many visits it touched.
 */
export async function sweepVisits(tx: Tx, cases: Cases, limit: number): Promise<number> {
  const cancelled = await tx.query<SweptRow>(
    `UPDATE visit SET state = 'cancelled', closed_at = holdline_now(), version = version + 1 WHERE id IN (
       SELECT v.id FROM visit v JOIN desk_case c ON c.id = v.case_id LEFT JOIN desk_case k ON k.id = c.merged_into
        WHERE v.state IN ('dispatched', 'accepted', 'arrived')
          AND (coalesce(k.state, c.state) = 'ended' OR k.id IS NULL AND v.state <> 'arrived' AND v.rung_id IS NOT NULL AND EXISTS (
                SELECT 1 FROM json_array_elements(c.snapshot->'rungs') AS r
                 WHERE r->>'id' = v.rung_id AND r->>'status' IN ${UNWANTED}))
        LIMIT $1 FOR UPDATE OF v SKIP LOCKED)
     RETURNING id, case_id, rung_id, station`,
    [limit],
  );
  const late = await tx.query<SweptRow>(
    `UPDATE visit SET overdue = true WHERE id IN (
       SELECT id FROM visit WHERE state = 'dispatched' AND NOT overdue AND accept_by <= holdline_now()
        ORDER BY accept_by LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING id, case_id, rung_id, station`,
    [limit],
  );
  for (const visit of cancelled) {
    cases.appendEvent(tx, visit.case_id, 'visit_cancelled', {
      visitId: visit.id,
      station: visit.station,
    });
  }
  for (const visit of late) {
    cases.raiseAlarm(tx, {
      caseId: visit.case_id,
      ...(visit.rung_id === null ? {} : { rungId: visit.rung_id }),
      code: 'visit_not_accepted',
      key: `visit:${visit.id}:not_accepted`,
    });
  }
  return cancelled.length + late.length;
}
