import type { Tx } from '#platform';

/**
 * Whether a call of ours to this person is up that is not the asker's own: one live call of ours per person (design.md
 * section 8), and "busy" says nothing while there is another. Ask under the lock of the person's case.
 *
 * @param asker the officer who calls, or nobody and the key of the robot's effect
 */
export async function anotherCallIsUp(
  tx: Tx,
  personId: string,
  asker: { by: string | null; key?: string },
): Promise<boolean> {
  const [row] = await tx.query(
    `SELECT 1 FROM live_call WHERE person_id = $1 AND (by IS DISTINCT FROM $2::uuid OR key <> $3::text)`,
    [personId, asker.by, asker.key ?? null],
  );
  return row !== undefined;
}
