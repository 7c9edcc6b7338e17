import { POLICE_RANKS, type PoliceRank } from '#contracts';
import type { SignedIn } from '#identity';
import { DeskError } from '#platform';
import type { CountermeasureRow } from './countermeasure.row.js';

type Officer = Pick<SignedIn, 'id' | 'sworn' | 'rank' | 'personNo'>;

/**
 * Whoever decides is a sworn officer of the configured rank or above (domain.md section 5), whatever their role.
 * @throws DeskError forbidden
 */
export function assertMayApprove({ sworn, rank }: Officer, lowest: PoliceRank): void {
  if (!sworn || rank === null)
    throw no('not_sworn', 'only a sworn officer decides this', '须由有执法身份的人员审批');
  if (POLICE_RANKS.indexOf(rank) >= POLICE_RANKS.indexOf(lowest)) return;
  throw no('rank', `only an officer of ${lowest} or above decides this`, `须由${lowest}以上警衔的人员审批`);
}

/** What is kept of who decided: the account, the human being, and their rank as at the time. */
export const decidedBy = (
  me: Officer,
): Pick<CountermeasureRow, 'decided_by' | 'decided_no' | 'decided_rank'> => ({
  decided_by: me.id,
  decided_no: me.personNo,
  decided_rank: me.rank,
});

const no = (code: string, message: string, messageZh: string): DeskError =>
  new DeskError('forbidden', message, [{ field: 'approver', code, message, messageZh }]);
