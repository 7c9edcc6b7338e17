import type { Tx } from '#platform';

/** Ends the call that this officer has up on the case, if any; of the lease see `endOwnCall`. */
export function hangUp(tx: Tx, caseId: string, accountId: string): void {
  tx.send(
    `UPDATE officer_call SET ended_at = holdline_now() WHERE case_id = $1 AND by = $2 AND ended_at IS NULL`,
    [caseId, accountId],
  );
}

/** The same for an officer who keeps the case: their lease is a plain one again. */
export function endOwnCall(tx: Tx, caseId: string, accountId: string): void {
  tx.send(
    `WITH ended AS (UPDATE officer_call SET ended_at = holdline_now()
                     WHERE case_id = $1 AND by = $2 AND ended_at IS NULL RETURNING id)
     UPDATE desk_case SET call_until = NULL WHERE id = $1 AND EXISTS (SELECT FROM ended)`,
    [caseId, accountId],
  );
}
