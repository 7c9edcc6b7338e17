import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { VisitDetails, VisitTask, VisitView } from '#contracts';
import { get, post } from '../../live/http.js';
import { CountdownView } from '../../parts/countdown-view.js';
import { Icon } from '../../parts/icons.js';
import { Lazy } from '../../parts/lazy.js';
import { ReasonButton } from '../../parts/reason-button.js';
import { TierMark } from '../../parts/tier-mark.js';
import { useProblem, useProblemText } from '../../parts/use-problem.js';
import { useMay } from '../session/session.js';
import { readable } from '../case/readable-phone.js';
import { VisitChip } from './visit-chip.js';
import { VisitReportForm } from './visit-report-form.js';

/** One visit on a phone: what it is about, the address once accepted, and the one thing to do next. */
export function VisitTaskPage({ visitId }: { visitId: string }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const may = useMay();
  const showProblem = useProblem();
  const problemText = useProblemText();
  const [busy, setBusy] = useState(false);
  const {
    data: task,
    error,
    isPending,
    refetch,
  } = useQuery({
    queryKey: ['visit', visitId],
    queryFn: () => get<VisitTask>(`/visits/${visitId}`),
    refetchInterval: 20_000,
  });

  async function settle(visit: VisitView): Promise<void> {
    client.setQueryData<VisitTask>(['visit', visitId], (known) =>
      known === undefined ? known : { ...known, ...visit },
    );
    await Promise.all([
      client.invalidateQueries({ queryKey: ['visit', visitId] }),
      client.invalidateQueries({ queryKey: ['visits'] }),
    ]);
  }
  async function act(what: 'accept' | 'arrive'): Promise<void> {
    setBusy(true);
    try {
      await settle(await post<VisitView>(`/visits/${visitId}/${what}`));
    } catch (failure) {
      showProblem(failure);
      void refetch();
    } finally {
      setBusy(false);
    }
  }
  const back = (): void => void navigate('/field');
  if (isPending) return <Lazy />;
  if (task === undefined)
    return (
      <div className="empty" role="alert">
        <strong>{problemText(error)}</strong>
        <Button onClick={() => void refetch()}>{t('act.retry')}</Button>
        <Button type="text" onClick={back}>
          {t('visit.list')}
        </Button>
      </div>
    );
  const { details } = task;
  return (
    <div className="field-page" data-testid="visit-task">
      <button type="button" className="quiet visit-back" onClick={back}>
        <Icon name="back" size={14} /> {t('visit.list')}
      </button>
      <section className="card visit-sheet" data-tier={task.tier}>
        <div className="visit-line">
          <TierMark tier={task.tier} size={20} />
          <VisitChip state={task.state} />
        </div>
        <h1>{details === null ? task.station : t(`fraudType.${details.fraudType}`)}</h1>
        <dl className="visit-facts">
          {details !== null && <Line word="case.no">{details.caseNo}</Line>}
          <Line word="case.station">{task.station}</Line>
          {details !== null && <Details details={details} />}
        </dl>
        {details !== null && (
          <ul className="visit-mind">
            {(task.needs.includes('uniform') || details.fraudType === 'impersonate_police') && (
              <li>{t('visit.uniform')}</li>
            )}
            {task.needs
              .filter((need) => need !== 'uniform')
              .map((need) => (
                <li key={need}>{t(`need.${need}`)}</li>
              ))}
            {details.fraudType === 'blackmail' && <li>{t('relative.hidden')}</li>}
            <li>{t('visit.careful')}</li>
            <li>{t('script.codeHint')}</li>
          </ul>
        )}
      </section>
      {task.state === 'dispatched' && may('visits.accept') && (
        <div className="visit-acts">
          <p className="visit-line">
            <span className="muted">{t('visit.acceptBy')}</span>{' '}
            <CountdownView startAt={task.dispatchedAt} dueAt={task.acceptBy} large />
          </p>
          <Button
            type="primary"
            size="large"
            block
            loading={busy}
            onClick={() => void act('accept')}
            data-testid="visit-accept"
          >
            {t('visit.accept')}
          </Button>
          <ReasonButton
            label={t('visit.refuse')}
            title={t('visit.refuseReason')}
            submit={t('visit.refuse')}
            button={{ size: 'large', block: true }}
            testId="visit-refuse"
            onSubmit={async (reason) =>
              settle(await post<VisitView>(`/visits/${visitId}/refuse`, { reason }))
            }
          />
        </div>
      )}
      {task.state === 'accepted' && may('visits.arrive') && (
        <div className="visit-acts">
          <Button
            type="primary"
            size="large"
            block
            loading={busy}
            onClick={() => void act('arrive')}
            data-testid="visit-arrive"
          >
            {t('visit.arrive')}
          </Button>
        </div>
      )}
      {(task.state === 'accepted' || task.state === 'arrived') && may('visits.report') && (
        <VisitReportForm task={task} onDone={settle} />
      )}
      {task.state === 'reported' && task.outcome !== null && (
        <p className="card visit-done" role="status">
          {t('visit.done')} · {t(`outcome.${task.outcome}`)}
        </p>
      )}
    </div>
  );
}

function Details({ details: { person, flags, verificationCode } }: { details: VisitDetails }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {person.address !== null && (
        <Line word="visit.address">
          <strong className="visit-address">{person.address}</strong>
        </Line>
      )}
      {person.name !== null && <Line word="visit.person">{person.name}</Line>}
      {person.phone !== null && (
        <Line word="visit.phone">
          <a href={`tel:${person.phone}`}>{readable(person.phone)}</a>
        </Line>
      )}
      {flags.length > 0 && (
        <Line word="case.flags">{flags.map((flag) => t(`flag.${flag}`)).join(t('punct.list'))}</Line>
      )}
      <Line word="script.code">
        <span className="visit-code">{verificationCode}</span>
      </Line>
    </>
  );
}

function Line({ word, children }: { word: string; children: ReactNode }): ReactNode {
  const { t } = useTranslation();
  return (
    <div>
      <dt>{t(word)}</dt>
      <dd>{children}</dd>
    </div>
  );
}
