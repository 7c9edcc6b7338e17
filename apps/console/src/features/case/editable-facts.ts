import type { CaseView } from '#contracts';
import type { FraudType } from '#escalation';

/** The fields of a case that are edited under If-Match. */
export interface EditableFacts {
  fraudType: FraudType;
  amountFen: number | null;
  station: string | null;
}

export const factsOf = ({
  fraudType,
  amountFen,
  station,
}: Pick<CaseView, keyof EditableFacts>): EditableFacts => ({ fraudType, amountFen, station });

/** Only what was changed against the copy the editing began with. */
export function changedFacts(base: EditableFacts, now: EditableFacts): Partial<EditableFacts> {
  return {
    ...(now.fraudType === base.fraudType ? {} : { fraudType: now.fraudType }),
    ...(now.amountFen === base.amountFen ? {} : { amountFen: now.amountFen }),
    ...(now.station === base.station ? {} : { station: now.station }),
  };
}

/** After somebody else's save: own changes stay, all other fields take the current value. */
export const mergeFacts = (
  base: EditableFacts,
  mine: EditableFacts,
  current: EditableFacts,
): EditableFacts => ({ ...current, ...changedFacts(base, mine) });
