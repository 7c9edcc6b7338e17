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
  tier: Tier;
  fraudType: FraudType;
  rungs: RungState[];
}

export async function briefOf(tx: Pick<Tx, 'query'>, caseId: string): Promise<CaseBrief | null> {
  const [row] = await tx.query<Omit<CaseBrief, 'tier'> & { tier: number }>(
    `SELECT id, person_id AS "personId", station, state, tier, fraud_type AS "fraudType", snapshot->'rungs' AS rungs
       FROM desk_case WHERE id = $1`,
    [caseId],
  );
  return row ? { ...row, tier: TIERS[row.tier]! } : null;
}

interface LadderEffect {
  key: string;
  payload: { caseId: string; rungId: string };
}

/**
 * The case, if it still wants this effect: it has not ended, and its rung waits for just this key. A rung that was
 * cancelled, waived or started anew has forgotten the key; one that gave up waiting remembers it, so that a worker
 * that was away still does what was asked, late.
 */
export async function wantingCase(tx: Tx, { key, payload }: LadderEffect): Promise<CaseBrief | null> {
  const brief = await briefOf(tx, payload.caseId);
  if (!brief || brief.state === 'ended') return null;
  return brief.rungs.some(({ id, effectKey }) => id === payload.rungId && effectKey === key) ? brief : null;
}

export const stillWanted = async (tx: Tx, effect: LadderEffect): Promise<boolean> =>
  (await wantingCase(tx, effect)) !== null;

/** Tells the case what came of an effect; a case that has ended meanwhile has nothing left to decide. */
export async function tellCase(
  tx: Tx,
  cases: Cases,
  effect: LadderEffect,
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
