import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CountermeasureView } from '#contracts';

const TONES: Partial<Record<CountermeasureView['state'], string>> = {
  awaiting_approval: 'warn',
  drafted: 'warn',
  approved: 'accent',
  sent: 'accent',
  acknowledged: 'accent',
  in_force: 'bad',
  expiring: 'warn',
  released: 'good',
  failed: 'bad',
};

export function MeasureState({ measure }: { measure: CountermeasureView }): ReactNode {
  const { t } = useTranslation();
  return (
    <span
      className="chip"
      data-tone={TONES[measure.state]}
      data-testid="measure-state"
      data-state={measure.state}
    >
      {t(`countermeasureState.${measure.state}`)}
    </span>
  );
}
