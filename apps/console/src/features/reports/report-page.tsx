import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DailyReport, Figure } from '#contracts';
import { TIERS } from '#escalation';
import { clockTime, count, deskDate } from '../../i18n/format.js';
import { serverNow } from '../../live/clock.js';
import { writeDuration } from '../../live/countdown.js';
import { get } from '../../live/http.js';
import { Lazy } from '../../parts/lazy.js';
import { TierMark } from '../../parts/tier-mark.js';
import { useProblemText } from '../../parts/use-problem.js';
import { FigureRows } from './figure-rows.js';
import { figureLines } from './figure-lines.js';
import './reports.css';

/** One local day in figures; each opens the cases behind it (domain.md section 7). */
export function ReportPage(): ReactNode {
  const { t, i18n } = useTranslation();
  const problemText = useProblemText();
  const today = deskDate(serverNow());
  const [date, setDate] = useState(today);
  const [open, setOpen] = useState<Figure | null>(null);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['daily', date],
    queryFn: () => get<DailyReport>(`/reports/daily?date=${date}`),
    placeholderData: keepPreviousData,
    refetchInterval: date === today ? 30_000 : false,
  });
  const units = { day: t('unit.day'), hour: t('unit.hour') };
  const shown = (figure: Figure | undefined): string =>
    figure === undefined
      ? t('time.none')
      : figure.unit === 'seconds'
        ? writeDuration(figure.value * 1000, units)
        : count(figure.value);
  const lines = figureLines(data?.figures ?? []);
  const main = lines.find((line) => line.key === 'persuasions')?.all;

  return (
    <div className="sheet">
      <div className="sheet-in">
        <header className="sheet-head">
          <h1>{t('report.title')}</h1>
          <Input
            type="date"
            className="report-date"
            aria-label={t('report.date')}
            value={date}
            max={today}
            onChange={(e) => e.target.value !== '' && setDate(e.target.value)}
          />
          {date !== today && <Button onClick={() => setDate(today)}>{t('report.today')}</Button>}
          {data !== undefined && <p>{t('report.cutOff', { t: clockTime(data.cutOff, i18n.language) })}</p>}
        </header>
        {isPending && <Lazy />}
        {error !== null && data === undefined && (
          <div className="card empty" role="alert">
            <strong>{problemText(error)}</strong>
            <Button onClick={() => void refetch()}>{t('act.retry')}</Button>
          </div>
        )}
        {data !== undefined && (
          <>
            {main !== undefined && (
              <section className="card report-main">
                <button type="button" onClick={() => setOpen(main)} title={t('report.openList')}>
                  <span>{t('report.figure.persuasions')}</span>
                  <strong>{count(main.value)}</strong>
                  <span className="muted">{t('report.reference', { n: data.reference })}</span>
                </button>
                <div className="report-gauge" aria-hidden="true">
                  <span
                    style={{ width: `${Math.min(100, (main.value / Math.max(1, data.reference)) * 100)}%` }}
                  />
                </div>
              </section>
            )}
            <div className="card report-scroll">
              <table className="report">
                <thead>
                  <tr>
                    <td />
                    <th scope="col">{t('timeline.filterAll')}</th>
                    {TIERS.map((tier) => (
                      <th key={tier} scope="col">
                        <TierMark tier={tier} size={13} />
                      </th>
                    ))}
                    <th scope="col" className="report-query">
                      {t('report.query')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {lines.map((line) => (
                    <tr key={line.key}>
                      <th scope="row">
                        {t(`report.figure.${line.key}`, { defaultValue: line.key.replaceAll('_', ' ') })}
                      </th>
                      <td>
                        {line.all !== undefined && (
                          <button
                            type="button"
                            className="quiet report-value"
                            onClick={() => setOpen(line.all ?? null)}
                          >
                            {shown(line.all)}
                          </button>
                        )}
                      </td>
                      {TIERS.map((tier) => (
                        <td key={tier}>
                          {line.byTier[tier] !== undefined && (
                            <button
                              type="button"
                              className="quiet"
                              onClick={() => setOpen(line.byTier[tier] ?? null)}
                            >
                              {shown(line.byTier[tier])}
                            </button>
                          )}
                        </td>
                      ))}
                      <td className="report-query muted">{line.query}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        )}
      </div>
      {open !== null && <FigureRows figure={open} date={date} onClose={() => setOpen(null)} />}
    </div>
  );
}
