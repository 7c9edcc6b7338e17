import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CountermeasureView } from '#contracts';
import { near } from '../../i18n/format.js';
import { serverNow } from '../../live/clock.js';
import { get, post } from '../../live/http.js';
import { CountdownView } from '../../parts/countdown-view.js';
import { Lazy } from '../../parts/lazy.js';
import { ReasonButton } from '../../parts/reason-button.js';
import { useProblemText } from '../../parts/use-problem.js';
import { useMay, useSession } from '../session/session.js';
import { lengthOf } from './measure-rules.js';
import { MeasureState } from './measure-state.js';
import './countermeasures.css';

/** The approver has five minutes (domain.md section 2); the view tells only their end. */
const clockStart = (approveBy: string): string => new Date(Date.parse(approveBy) - 300_000).toISOString();

/** Proposals that wait for a sworn officer, the shortest clock first, each with everything needed to decide. */
export function ApprovalsPage(): ReactNode {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['countermeasures'],
    queryFn: async () => (await get<{ items: CountermeasureView[] }>('/countermeasures')).items,
    refetchInterval: 15_000,
  });
  if (isPending) return <Lazy />;
  if (data === undefined)
    return (
      <div className="empty" role="alert">
        <strong>{problemText(error)}</strong>
        <Button onClick={() => void refetch()}>{t('act.retry')}</Button>
      </div>
    );
  const waiting = data
    .filter((m) => m.state === 'awaiting_approval')
    .sort((a, b) => Date.parse(a.approveBy ?? '9999-01-01') - Date.parse(b.approveBy ?? '9999-01-01'));
  const others = data.filter((m) => m.state !== 'awaiting_approval');
  return (
    <div className="sheet">
      <div className="sheet-in">
        <header className="sheet-head">
          <h1>
            {t('counter.approvals')} <span className="queue-total">{waiting.length}</span>
          </h1>
        </header>
        {waiting.length === 0 && (
          <div className="card empty">
            <strong>{t('counter.approvalsNone')}</strong>
            <span>{t('counter.approvalsHint')}</span>
          </div>
        )}
        <ul className="approvals">
          {waiting.map((m) => (
            <li key={m.id} className="card approval" data-testid="approval">
              <Measure measure={m} />
            </li>
          ))}
        </ul>
        {others.length > 0 && (
          <>
            <h2 className="sheet-sub">{t('counter.others')}</h2>
            <ul className="card measures-list">
              {others.map((m) => (
                <li key={m.id}>
                  <b>{t(`countermeasureKind.${m.kind}`)}</b>
                  <MeasureState measure={m} />
                  <span className="muted">
                    {t(`countermeasureTarget.${m.target}`)} {m.targetMasked}
                  </span>
                  {m.endsAt !== null && m.state === 'in_force' && (
                    <CountdownView startAt={m.inForceAt ?? m.endsAt} dueAt={m.endsAt} />
                  )}
                  {m.unknown && <span className="note-bad">{t('counter.unknown')}</span>}
                  <span className="bar-gap" />
                  <Link to={`/cases/${m.caseId}`}>{t('alarm.open')}</Link>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}

function Measure({ measure: m }: { measure: CountermeasureView }): ReactNode {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const may = useMay();
  const me = useSession().account.id;
  const own = m.proposedBy?.id === me;
  const length = m.durationS === null ? null : lengthOf(m.durationS);
  async function decide(what: 'approve' | 'reject', reason: string): Promise<void> {
    const decided = await post<CountermeasureView>(`/countermeasures/${m.id}/${what}`, {
      version: m.version,
      reason,
    });
    client.setQueryData<CountermeasureView[]>(['countermeasures'], (known) =>
      known?.map((k) => (k.id === decided.id ? decided : k)),
    );
  }
  return (
    <>
      <div className="approval-head">
        <b>{t(`countermeasureKind.${m.kind}`)}</b>
        <span>
          {t(`countermeasureTarget.${m.target}`)} <span className="mono">{m.targetMasked}</span>
        </span>
        {length !== null && <span className="chip">{t(`counter.${length.unit}`, { n: length.n })}</span>}
        <span className="bar-gap" />
        {m.approveBy !== null && (
          <span className="approval-clock">
            <span className="muted">{t('counter.approveBy')}</span>{' '}
            <CountdownView startAt={clockStart(m.approveBy)} dueAt={m.approveBy} large />
          </span>
        )}
      </div>
      <dl className="approval-facts">
        <div>
          <dt>{t('counter.legalBasis')}</dt>
          <dd>{m.legalBasis ?? t('time.none')}</dd>
        </div>
        <div>
          <dt>{t('counter.necessity')}</dt>
          <dd>{m.necessity ?? t('time.none')}</dd>
        </div>
        <div>
          <dt>{t('counter.scope')}</dt>
          <dd>{m.scope ?? t('time.none')}</dd>
        </div>
        <div>
          <dt>{t('counter.by')}</dt>
          <dd>{m.proposedBy?.name ?? t('timeline.machine')}</dd>
        </div>
      </dl>
      <div className="approval-acts">
        <Link to={`/cases/${m.caseId}`}>{t('alarm.open')}</Link>
        {m.endsAt !== null && <span className="muted">{near(m.endsAt, serverNow(), i18n.language)}</span>}
        <span className="bar-gap" />
        {own ? (
          <span className="chip" data-tone="warn">
            {t('counter.own')}
          </span>
        ) : (
          <>
            {may('countermeasures.reject') && (
              <ReasonButton
                label={t('counter.reject')}
                title={t('counter.reason')}
                submit={t('counter.reject')}
                onSubmit={(reason) => decide('reject', reason)}
                testId="counter-reject"
              />
            )}
            {may('countermeasures.approve') && (
              <ReasonButton
                label={t('counter.approve')}
                title={t('counter.reason')}
                submit={t('counter.approve')}
                onSubmit={(reason) => decide('approve', reason)}
                button={{ type: 'primary' }}
                testId="counter-approve"
              />
            )}
          </>
        )}
      </div>
    </>
  );
}
