import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuarantineRow } from '#contracts';
import { near } from '../../i18n/format.js';
import { serverNow } from '../../live/clock.js';
import { get, post } from '../../live/http.js';
import { messageOf } from '../../live/problem-fields.js';
import { CountdownView } from '../../parts/countdown-view.js';
import { Lazy } from '../../parts/lazy.js';
import { ReasonButton } from '../../parts/reason-button.js';
import { useProblemText } from '../../parts/use-problem.js';
import { CorrectionForm } from './correction-form.js';
import './quarantine.css';

/** Fields of an alert as the desk calls them; any other is shown as the source wrote it. */
const FIELDS: Readonly<Record<string, string>> = {
  sourceRef: 'quarantine.ref',
  raisedAt: 'quarantine.raised',
  tier: 'manual.tier',
  fraudType: 'case.fraudType',
  amountFen: 'manual.amount',
  description: 'manual.description',
  person: 'case.person',
  'person.name': 'case.name',
  'person.phone': 'case.phone',
  'person.idNumber': 'case.idNumber',
  'person.address': 'case.address',
  'person.station': 'case.station',
};

/** Alerts by which nobody can be reached: why, until when, and the two ways out. */
export function QuarantinePage(): ReactNode {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const problemText = useProblemText();
  const [open, setOpen] = useState<QuarantineRow | null>(null);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['quarantine'],
    queryFn: () => get<{ items: QuarantineRow[]; total: number }>('/quarantine'),
    refetchInterval: 30_000,
  });
  if (isPending) return <Lazy />;
  if (data === undefined)
    return (
      <div className="empty" role="alert">
        <strong>{problemText(error)}</strong>
        <Button onClick={() => void refetch()}>{t('act.retry')}</Button>
      </div>
    );
  const reload = (): void => void client.invalidateQueries({ queryKey: ['quarantine'] });
  return (
    <div className="sheet">
      <div className="sheet-in">
        <header className="sheet-head">
          <h1>
            {t('quarantine.title')} <span className="queue-total">{data.total}</span>
          </h1>
          <p>{t('quarantine.hint')}</p>
        </header>
        {data.items.length === 0 ? (
          <div className="card empty">
            <strong>{t('quarantine.none')}</strong>
          </div>
        ) : (
          <ul className="card quarantine">
            {data.items.map((row) => (
              <li key={row.alertId} data-testid="quarantine-row">
                <div className="quarantine-what">
                  <b>{row.sourceId}</b>
                  <span className="mono">{row.sourceRef ?? t('time.none')}</span>
                  {row.row !== null && <span className="chip">{t('quarantine.row', { n: row.row })}</span>}
                  <span className="muted">{near(row.receivedAt, serverNow(), i18n.language)}</span>
                </div>
                <ul className="quarantine-why">
                  {row.reasons.map((reason, i) => (
                    <li key={`${reason.field}${i}`}>
                      {FIELDS[reason.field] === undefined ? (
                        <span className="mono">{reason.field}</span>
                      ) : (
                        <span className="quarantine-field">{t(FIELDS[reason.field]!)}</span>
                      )}{' '}
                      {messageOf(reason, i18n.language)}
                    </li>
                  ))}
                </ul>
                <CountdownView startAt={row.receivedAt} dueAt={row.dueAt} bar />
                <div className="quarantine-acts">
                  <Button
                    size="small"
                    type="primary"
                    onClick={() => setOpen(row)}
                    data-testid="quarantine-correct"
                  >
                    {t('quarantine.correct')}
                  </Button>
                  <ReasonButton
                    label={t('quarantine.dismiss')}
                    title={t('quarantine.dismissReason')}
                    submit={t('quarantine.dismiss')}
                    button={{ size: 'small' }}
                    testId="quarantine-dismiss"
                    onSubmit={async (reason) => {
                      await post(`/quarantine/${row.alertId}/dismiss`, { reason });
                      void message.success(t('quarantine.dismissed'));
                      reload();
                    }}
                  />
                </div>
              </li>
            ))}
          </ul>
        )}
      </div>
      {open !== null && (
        <CorrectionForm
          row={open}
          onClose={(changed) => {
            setOpen(null);
            if (changed) reload();
          }}
        />
      )}
    </div>
  );
}
