import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseView } from '#contracts';
import { get, ProblemError } from '../../live/http.js';
import { Lazy } from '../../parts/lazy.js';
import { Panel } from '../../parts/panel.js';
import { useProblemText } from '../../parts/use-problem.js';
import { useDesk } from '../../shell/desk-context.js';
import { AttemptForm } from '../attempts/attempt-form.js';
import { CaseCountermeasures } from '../countermeasures/case-countermeasures.js';
import { Ladder } from '../ladder/ladder.js';
import { useSession } from '../session/session.js';
import { CallBar } from './call-bar.js';
import { CaseHead } from './case-head.js';
import { ConfirmationBox } from './confirmation-box.js';
import { FactsStrip } from './facts-strip.js';
import { heldCase, keepCase, setHeld } from './held-case.js';
import { KnownCard } from './known-card.js';
import { OtherCases } from './other-cases.js';
import { RelativesCard } from './relatives-card.js';
import { ScriptCard } from './script-card.js';
import { Timeline } from './timeline.js';
import './case.css';

/** Read a case; a reply older than what the cache holds (a race with one's own save) is not taken. */
export function useCase(id: string) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ['case', id],
    queryFn: async () => {
      const view = await get<CaseView>(`/cases/${id}`);
      const known = client.getQueryData<CaseView>(['case', id]);
      return known !== undefined && known.version > view.version ? known : view;
    },
    staleTime: 5_000,
  });
}

/** Everything about one case on one screen: who, why, what to say, what came of it, what happens next. */
export function CasePanel({ caseId }: { caseId: string }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const desk = useDesk();
  const problemText = useProblemText();
  const { account } = useSession();
  const { data: view, error, isPending, refetch } = useCase(caseId);
  const top = useRef<HTMLDivElement>(null);
  const ready = view !== undefined;

  useEffect(() => {
    if (ready) top.current?.focus({ preventScroll: true });
  }, [ready, caseId]);
  useEffect(() => {
    if (view === undefined) return;
    document.title = `${view.no} · ${t('app.name')}`;
    // After a reload the lease is still ours; hold on to it. When it is somebody else's, let go.
    const mine = view.lease?.by.id === account.id;
    if (mine && heldCase() === null) setHeld(view.id);
    if (!mine && heldCase() === view.id) setHeld(null);
  }, [view, account.id, t]);

  if (isPending) return <Lazy label={t('case.loading')} />;
  if (view === undefined)
    return (
      <div className="empty" role="alert">
        <strong>
          {error instanceof ProblemError && (error.status === 404 || error.status === 403)
            ? t('case.missing')
            : problemText(error)}
        </strong>
        <Button onClick={() => void refetch()}>{t('act.retry')}</Button>
        <Button type="text" onClick={desk.close}>
          {t('act.back')}
        </Button>
      </div>
    );
  const update = (next: CaseView): void => keepCase(client, next);
  return (
    <div
      className="case"
      data-testid="case-panel"
      data-case={view.id}
      data-tier={view.tier}
      ref={top}
      tabIndex={-1}
    >
      <CaseHead view={view} />
      <div className="case-scroll">
        <CallBar view={view} />
        {view.confirmation !== null && (
          <ConfirmationBox view={view} confirmation={view.confirmation} onDone={update} />
        )}
        <OtherCases view={view} />
        <FactsStrip view={view} />
        <div className="case-grid">
          <ScriptCard view={view} />
          <Panel title={t('attempt.title')} area="attempt" flush>
            <div className="attempt-box">
              <AttemptForm view={view} />
            </div>
          </Panel>
          <div className="case-side" data-area="side">
            <Ladder view={view} onDone={update} />
            <Timeline view={view} />
          </div>
          <div className="case-more" data-area="more">
            <CaseCountermeasures view={view} />
            <RelativesCard view={view} />
            <KnownCard view={view} />
          </div>
        </div>
      </div>
    </div>
  );
}
