import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitState } from '#contracts';

const TONES: Partial<Record<VisitState, string>> = {
  dispatched: 'warn',
  accepted: 'accent',
  arrived: 'accent',
  reported: 'good',
  refused: 'bad',
};

export function VisitChip({ state }: { state: VisitState }): ReactNode {
  const { t } = useTranslation();
  return (
    <span className="chip" data-tone={TONES[state]} data-testid="visit-state" data-state={state}>
      {t(`visitState.${state}`)}
    </span>
  );
}
