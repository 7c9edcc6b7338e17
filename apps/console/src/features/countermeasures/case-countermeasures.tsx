import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseView, CountermeasureView } from '#contracts';
import { near } from '../../i18n/format.js';
import { serverNow } from '../../live/clock.js';
import { post } from '../../live/http.js';
import { CountdownView } from '../../parts/countdown-view.js';
import { FromCase } from '../../parts/from-case.js';
import { Panel } from '../../parts/panel.js';
import { ReasonButton } from '../../parts/reason-button.js';
import { useMay, useSession } from '../session/session.js';
import { MeasureState } from './measure-state.js';
import './countermeasures.css';

const ProposeForm = lazy(() => import('./propose-form.js').then((m) => ({ default: m.ProposeForm })));
const ACTIVE = new Set<CountermeasureView['state']>(['approved', 'sent', 'acknowledged', 'in_force']);

/** What was asked of institutions for this case, how far it is, and the form to ask for more. */
export function CaseCountermeasures({ view }: { view: CaseView }): ReactNode {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const may = useMay();
  const me = useSession().account.id;
  const [form, setForm] = useState<CountermeasureView | 'new' | null>(null);
  const mayPropose = may('countermeasures.propose') && view.state !== 'ended';

  async function act(id: string, what: 'withdraw' | 'release', reason: string): Promise<void> {
    await post(`/countermeasures/${id}/${what}`, { reason });
    await client.invalidateQueries({ queryKey: ['case', view.id] });
  }
  return (
    <Panel
      title={t('counter.title')}
      testId="countermeasures"
      extra={
        mayPropose && (
          <button
            type="button"
            className="quiet"
            onClick={() => setForm('new')}
            data-testid="counter-propose"
          >
            {t('counter.propose')}
          </button>
        )
      }
    >
      {view.countermeasures.length === 0 && <p className="muted">{t('counter.none')}</p>}
      <ul className="measures">
        {view.countermeasures.map((m) => (
          <li key={m.id} className="measure">
            <div className="measure-head">
              <b>{t(`countermeasureKind.${m.kind}`)}</b>
              <MeasureState measure={m} />
              <span className="muted">
                {t(`countermeasureTarget.${m.target}`)} {m.targetMasked}
              </span>
              <FromCase of={m} />
            </div>
            {m.unknown && <p className="note-bad">{t('counter.unknown')}</p>}
            <div className="measure-foot">
              {m.state === 'awaiting_approval' && m.approveBy !== null && (
                <span>
                  {t('counter.approveBy')} <CountdownView startAt={view.receivedAt} dueAt={m.approveBy} />
                </span>
              )}
              {m.state === 'in_force' && m.endsAt !== null && (
                <span>
                  {t('counter.endsAt')} {near(m.endsAt, serverNow(), i18n.language)}{' '}
                  <CountdownView startAt={m.inForceAt ?? view.receivedAt} dueAt={m.endsAt} />
                </span>
              )}
              {m.proposedBy !== null && (
                <span className="muted">
                  {t('counter.by')} {m.proposedBy.name}
                </span>
              )}
              {m.decidedBy !== null && (
                <span className="muted">
                  {t('counter.decidedBy')} {m.decidedBy.name}
                  {m.decisionReason !== null && `${t('punct.colon')}${m.decisionReason}`}
                </span>
              )}
              {m.state === 'drafted' && mayPropose && (
                <button
                  type="button"
                  className="quiet"
                  onClick={() => setForm(m)}
                  data-testid="counter-complete"
                >
                  {t('counter.complete')}
                </button>
              )}
              {(m.state === 'awaiting_approval' || m.state === 'drafted') &&
                (m.proposedBy === null || m.proposedBy.id === me) &&
                may('countermeasures.withdraw') && (
                  <ReasonButton
                    quiet
                    label={t('counter.withdraw')}
                    title={t('counter.reason')}
                    submit={t('counter.withdraw')}
                    onSubmit={(reason) => act(m.id, 'withdraw', reason)}
                  />
                )}
              {ACTIVE.has(m.state) && may('countermeasures.release') && (
                <ReasonButton
                  quiet
                  label={t('counter.release')}
                  title={t('counter.reason')}
                  submit={t('counter.release')}
                  onSubmit={(reason) => act(m.id, 'release', reason)}
                  testId="counter-release"
                />
              )}
            </div>
          </li>
        ))}
      </ul>
      <Suspense fallback={null}>
        {form !== null && (
          <ProposeForm view={view} draft={form === 'new' ? null : form} onClose={() => setForm(null)} />
        )}
      </Suspense>
    </Panel>
  );
}
