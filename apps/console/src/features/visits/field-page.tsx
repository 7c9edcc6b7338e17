import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { VisitView } from '#contracts';
import { near } from '../../i18n/format.js';
import { serverNow } from '../../live/clock.js';
import { get } from '../../live/http.js';
import { CountdownView } from '../../parts/countdown-view.js';
import { Lazy } from '../../parts/lazy.js';
import { useProblemText } from '../../parts/use-problem.js';
import { VisitTaskPage } from './visit-task.js';
import { VisitChip } from './visit-chip.js';
import './visits.css';

const OVER = new Set<VisitView['state']>(['reported', 'refused', 'cancelled']);

/** The phone of a field officer: own visits, most pressing first, one task at a time. */
export function FieldPage(): ReactNode {
  const { visitId } = useParams();
  return visitId === undefined ? <VisitList /> : <VisitTaskPage key={visitId} visitId={visitId} />;
}

function VisitList(): ReactNode {
  const { t, i18n } = useTranslation();
  const problemText = useProblemText();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['visits'],
    queryFn: async () => (await get<{ items: VisitView[] }>('/visits')).items,
    // Field officers have no socket: their phone asks.
    refetchInterval: 10_000,
  });
  if (isPending) return <Lazy />;
  const visits = data ?? [];
  const due = visits
    .filter((v) => !OVER.has(v.state))
    .sort((a, b) => Date.parse(a.acceptBy) - Date.parse(b.acceptBy));
  const past = visits.filter((v) => OVER.has(v.state));
  return (
    <div className="field-page" data-testid="field-page">
      <h1>
        {t('visit.title')} <span className="queue-total">{due.length}</span>
      </h1>
      {error !== null && (
        <div className="card field-error field-offline" role="alert">
          {problemText(error)} <Button onClick={() => void refetch()}>{t('act.retry')}</Button>
        </div>
      )}
      {due.length === 0 && error === null && (
        <div className="card empty">
          <strong>{t('visit.none')}</strong>
          <span>{t('visit.noneHint')}</span>
        </div>
      )}
      <ul className="visit-list">
        {due.map((v) => (
          <li key={v.id}>
            <Link
              to={`/field/${v.id}`}
              className="card visit-card"
              data-testid="visit-card"
              data-state={v.state}
            >
              <span className="visit-line">
                <b>{v.station}</b>
                <VisitChip state={v.state} />
              </span>
              <span className="visit-line">
                <span className="muted">
                  {t('visit.dispatchedAt')} {near(v.dispatchedAt, serverNow(), i18n.language)}
                </span>
                {v.state === 'dispatched' && (
                  <span>
                    <span className="muted">{t('visit.acceptBy')}</span>{' '}
                    <CountdownView startAt={v.dispatchedAt} dueAt={v.acceptBy} />
                  </span>
                )}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {past.length > 0 && (
        <>
          <h2>{t('visit.past')}</h2>
          <ul className="card visit-past">
            {past.slice(0, 20).map((v) => (
              <li key={v.id}>
                <span>{near(v.dispatchedAt, serverNow(), i18n.language)}</span>
                <VisitChip state={v.state} />
                {v.outcome !== null && <span>{t(`outcome.${v.outcome}`)}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
