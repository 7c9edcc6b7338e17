import { Cases, SYSTEM } from '#cases';
import type { CaseState, FraudType, RungState, Tier } from '#escalation';
import { TIERS } from '#escalation';
import { DeskError, type Tx } from '#platform';

/** What an effect needs to know of its case, read without a lock: the outbox holds its own row, the case may go on. */
export interface CaseBrief {
  id: string;
  personId: string;
  station: string | null;
  state: CaseState;
  /** The case that looks after it. */
  mergedInto: string | null;
  tier: Tier;
  fraudType: FraudType;
  rungs: RungState[];
}

export async function briefOf(tx: Pick<Tx, 'query'>, caseId: string): Promise<CaseBrief | null> {
  const [row] = await tx.query<Omit<CaseBrief, 'tier'> & { tier: number }>(
    `SELECT id, person_id AS "personId", station, state, merged_into AS "mergedInto", tier, fraud_type AS "fraudType",
            snapshot->'rungs' AS rungs
       FROM desk_case WHERE id = $1`,
    [caseId],
  );
  return row ? { ...row, tier: TIERS[row.tier]! } : null;
}

/**
 * Whether the case still wants this effect: it has not ended, and its rung waits for just this key. A rung that was
 * cancelled, waived or started anew has forgotten the key; one that gave up waiting remembers it, so that a worker
 * that was away still does what was asked, late.
 */
export async function stillWanted(
  tx: Tx,
  effect: { key: string; payload: { caseId: string; rungId: string } },
): Promise<boolean> {
  const brief = await briefOf(tx, effect.payload.caseId);
  if (!brief || brief.state === 'ended') return false;
  return brief.rungs.some((rung) => rung.id === effect.payload.rungId && rung.effectKey === effect.key);
}

/** Tells the case what came of an effect; a case that has ended meanwhile has nothing left to decide. */
export async function tellCase(
  tx: Tx,
  cases: Cases,
  effect: { key: string; payload: { caseId: string; rungId: string } },
  result: 'done' | 'failed' | 'unknown',
): Promise<void> {
  const { caseId, rungId } = effect.payload;
  await unlessEnded(() =>
    cases.apply(tx, caseId, { type: 'effect', key: effect.key, rungId, result }, SYSTEM),
  );
}

/** @returns false when the case refused because it has ended. */
export async function unlessEnded(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof DeskError && error.code === 'case_ended') return false;
    throw error;
  }
}
