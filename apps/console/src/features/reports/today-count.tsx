import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TodayView } from '#contracts';
import { count } from '../../i18n/format.js';
import { get } from '../../live/http.js';
import './today-count.css';

/** Today's persuasions beside the half-year's daily mean (domain.md section 1). */
export function TodayCount(): ReactNode {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['today'],
    queryFn: () => get<TodayView>('/reports/today'),
    staleTime: Infinity,
  });
  if (data === undefined) return null;
  const share = Math.min(1, data.persuasions / Math.max(1, data.reference));
  return (
    <div className="today" title={t('today.title', { n: data.persuasions, ref: data.reference })}>
      <span className="today-label">{t('today.label')}</span>
      <span className="today-figure" aria-live="polite">
        <strong data-testid="today-count">{count(data.persuasions)}</strong>
        <span>{t('today.of', { n: data.reference })}</span>
      </span>
      <span className="today-bar" aria-hidden="true">
        <span style={{ transform: `scaleX(${share})` }} />
      </span>
      {data.overdue > 0 && (
        <span className="today-over">
          {t('today.overdue')} <b>{count(data.overdue)}</b>
        </span>
      )}
    </div>
  );
}
