import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AlarmView, OpenAlarms } from '#contracts';
import { near } from '../../i18n/format.js';
import { serverNow } from '../../live/clock.js';
import { get, post } from '../../live/http.js';
import { Icon } from '../../parts/icons.js';
import { TierMark } from '../../parts/tier-mark.js';
import { useProblem } from '../../parts/use-problem.js';
import { useMay } from '../session/session.js';
import { groupAlarms, withoutAlarm } from './group-alarms.js';
import './alarms.css';

const SHOWN_GROUPS = 3;

/** Open alarms as one line of groups; a hundred at log-on are still one line. */
export function AlarmStrip(): ReactNode {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const may = useMay();
  const showProblem = useProblem();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const { data } = useQuery({
    queryKey: ['alarms'],
    queryFn: () => get<OpenAlarms>('/alarms'),
    staleTime: 30_000,
    refetchInterval: 60_000,
  });
  if (data === undefined || data.items.length === 0) return null;
  const { items, total } = data;
  const groups = groupAlarms(items);

  async function acknowledge(list: readonly AlarmView[]): Promise<void> {
    setBusy(true);
    try {
      for (const alarm of list) {
        await post<AlarmView>(`/alarms/${alarm.id}/acknowledge`);
        client.setQueryData<OpenAlarms>(['alarms'], (known) => known && withoutAlarm(known, alarm.id));
      }
      // What did not fit the list comes up now.
      if (total > items.length) void client.invalidateQueries({ queryKey: ['alarms'] });
    } catch (error) {
      showProblem(error);
      void client.invalidateQueries({ queryKey: ['alarms'] });
    } finally {
      setBusy(false);
    }
  }
  return (
    <section className="alarms" aria-label={t('alarm.title')} data-testid="alarm-strip">
      <div className="alarms-line">
        <button type="button" className="alarms-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name="bell" />
          <b role="status">{t('alarm.count', { n: total })}</b>
          <span className="alarms-groups">
            {groups.slice(0, SHOWN_GROUPS).map((g) => (
              <span key={g.key}>
                {g.tier && <TierMark tier={g.tier} size={13} />}{' '}
                {t(`alarmCode.${g.code}`, { defaultValue: g.code })} ×{g.alarms.length}
              </span>
            ))}
            {groups.length > SHOWN_GROUPS && (
              <span className="muted">{t('act.more', { n: groups.length - SHOWN_GROUPS })}</span>
            )}
          </span>
          <span className="alarms-chevron" data-open={open}>
            <Icon name="down" size={12} />
          </span>
        </button>
      </div>
      {open && (
        <ul className="alarms-list">
          {groups.map((g) => (
            <li key={g.key}>
              <div className="alarms-group">
                {g.tier && <TierMark tier={g.tier} />}
                <b>{t(`alarmCode.${g.code}`, { defaultValue: g.code })}</b>
                <span className="muted">×{g.alarms.length}</span>
                {may('alarms.acknowledge') && g.alarms.length > 1 && (
                  <Button size="small" loading={busy} onClick={() => void acknowledge(g.alarms)}>
                    {t('alarm.ackAll')}
                  </Button>
                )}
              </div>
              <ul className="alarms-cases">
                {g.alarms.map((alarm) => (
                  <li key={alarm.id}>
                    {alarm.caseId === null ? (
                      <span>{t('alarm.desk')}</span>
                    ) : (
                      <Link to={`/cases/${alarm.caseId}`}>{alarm.caseNo}</Link>
                    )}
                    {alarm.percent !== null && (
                      <span className="muted">{t('alarm.percent', { n: alarm.percent })}</span>
                    )}
                    <span className="muted">{near(alarm.at, serverNow(), i18n.language)}</span>
                    {may('alarms.acknowledge') && (
                      <button
                        type="button"
                        className="quiet"
                        disabled={busy}
                        onClick={() => void acknowledge([alarm])}
                        data-testid="alarm-ack"
                      >
                        {t('alarm.ack')}
                      </button>
                    )}
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
