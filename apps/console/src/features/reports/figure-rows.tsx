import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Figure, FigurePage, FigureRow } from '#contracts';
import { count, dayTime } from '../../i18n/format.js';
import { writeDuration } from '../../live/countdown.js';
import { get } from '../../live/http.js';
import { Lazy } from '../../parts/lazy.js';
import { TierMark } from '../../parts/tier-mark.js';
import { useProblemText } from '../../parts/use-problem.js';

const PAGE = 200;

/** The rows that a figure counts, page by page, and all of them as a file. */
export function FigureRows({
  figure,
  date,
  onClose,
}: {
  figure: Figure;
  date: string;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const query = new URLSearchParams({ date, figure: figure.key });
  if (figure.tier !== undefined) query.set('tier', figure.tier);
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['daily', date, figure.key, figure.tier],
    queryFn: ({ pageParam }) =>
      get<FigurePage>(`/reports/daily/cases?${query.toString()}&limit=${PAGE}&offset=${pageParam}`),
    initialPageParam: 0,
    getNextPageParam: (page, pages) => (pages.length * PAGE < page.total ? pages.length * PAGE : null),
  });
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  const name = t(`report.figure.${figure.key}`, { defaultValue: figure.key });
  return (
    <Drawer
      open
      title={t('report.listTitle', { figure: name, n: count(data?.pages.at(-1)?.total ?? 0) })}
      extra={
        <Button size="small" href={`/api/v1/reports/daily/cases.csv?${query.toString()}`} download>
          {t('report.export')}
        </Button>
      }
      onClose={onClose}
      size={480}
      destroyOnHidden
    >
      {error !== null && <p className="field-error">{problemText(error)}</p>}
      {data === undefined && error === null && <Lazy />}
      {data !== undefined && rows.length === 0 && <p className="muted">{t('report.empty')}</p>}
      <ul className="found">
        {rows.map((row) => (
          <li key={row.id}>
            <Row row={row} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('report.more')}
        </Button>
      )}
    </Drawer>
  );
}

function Row({ row }: { row: FigureRow }): ReactNode {
  const { t, i18n } = useTranslation();
  const units = { day: t('unit.day'), hour: t('unit.hour') };
  const when = (
    <span className="muted">
      {dayTime(row.at, i18n.language)}
      {row.seconds !== null && ` · ${writeDuration(row.seconds * 1000, units)}`}
    </span>
  );
  if (row.case === null)
    return (
      <span className="report-case">
        {t('report.noCase')}
        <span className="bar-gap" />
        {when}
      </span>
    );
  return (
    <Link to={`/cases/${row.case.id}`} className="report-case">
      <TierMark tier={row.tier ?? row.case.tier} />
      <b>{row.case.person.name ?? t('queue.anonymous')}</b>
      <span className="muted">{t(`fraudType.${row.case.fraudType}`)}</span>
      <span className="muted report-when">
        {row.case.no} {when}
      </span>
    </Link>
  );
}
