import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitView } from '#contracts';
import { near } from '../../i18n/format.js';
import { serverNow } from '../../live/clock.js';
import { FromCase } from '../../parts/from-case.js';
import { VisitChip } from './visit-chip.js';

/** Who was sent to the person's door, newest first, and what came of it. */
export function CaseVisits({ visits }: { visits: readonly VisitView[] }): ReactNode {
  const { t, i18n } = useTranslation();
  if (visits.length === 0) return null;
  return (
    <>
      <h4>{t('case.visits')}</h4>
      <ul className="told">
        {visits.toReversed().map((visit) => (
          <li key={visit.id} className="message-line" data-testid="case-visit" data-state={visit.state}>
            <VisitChip state={visit.state} />
            {visit.outcome !== null && <b>{t(`outcome.${visit.outcome}`)}</b>}
            <span className="muted">
              {visit.officer?.name ?? visit.station} · {near(visit.dispatchedAt, serverNow(), i18n.language)}
            </span>
            <FromCase of={visit} />
          </li>
        ))}
      </ul>
    </>
  );
}
