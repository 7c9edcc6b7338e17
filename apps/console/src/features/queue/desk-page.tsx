import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMatch } from 'react-router';
import { Lazy } from '../../parts/lazy.js';
import { viewing } from '../../live/connection.js';
import { useMay } from '../session/session.js';
import { QueueList } from './queue-list.js';
import './desk.css';

const CasePanel = lazy(() => import('../case/case-panel.js').then((m) => ({ default: m.CasePanel })));

/** The officer's desk: the queue beside the case that is open; on a phone one of the two. */
export function DeskPage(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const caseId = useMatch('/cases/:caseId')?.params.caseId ?? null;
  useEffect(() => {
    viewing(caseId);
    return () => viewing(null);
  }, [caseId]);
  return (
    <div className="desk" data-case={caseId === null ? 'none' : 'open'}>
      {may('queue.read') && <QueueList openId={caseId} />}
      <section className="desk-case" aria-label={t('case.facts')}>
        {caseId === null ? (
          <div className="empty">
            <strong>{t('case.none')}</strong>
            <span>{t('case.noneHint')}</span>
          </div>
        ) : (
          <Suspense fallback={<Lazy label={t('case.loading')} />}>
            <CasePanel key={caseId} caseId={caseId} />
          </Suspense>
        )}
      </section>
    </div>
  );
}
