import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntryView, AuditPage as Page } from '#contracts';
import { clockTime, count, deskDate } from '../../i18n/format.js';
import { get } from '../../live/http.js';
import { Lazy } from '../../parts/lazy.js';
import { useProblemText } from '../../parts/use-problem.js';
import { AuditFilterForm } from './audit-filter-form.js';
import { auditQuery, EMPTY_FILTER } from './audit-filter.js';
import { VerifyTrail } from './verify-trail.js';
import './audit.css';

const COLUMNS = ['no', 'at', 'actor', 'action', 'object', 'data'] as const;

/** The trail, newest first: filter, read on, verify. */
export function AuditPage(): ReactNode {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [filter, setFilter] = useState(EMPTY_FILTER);
  const { data, error, isPending, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({
      queryKey: ['audit', filter],
      queryFn: ({ pageParam }) => get<Page>(`/audit?${auditQuery(filter, pageParam)}`),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next,
      staleTime: Infinity,
    });
  const entries = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="sheet">
      <div className="sheet-in">
        <header className="sheet-head">
          <h1>{t('audit.title')}</h1>
          <p>{t('audit.hint')}</p>
        </header>
        <VerifyTrail />
        <AuditFilterForm onApply={(asked) => (asked === filter ? void refetch() : setFilter(asked))} />
        {isPending && <Lazy />}
        {error !== null && (
          <div className="card empty" role="alert">
            <strong>{problemText(error)}</strong>
            <Button onClick={() => void refetch()}>{t('act.retry')}</Button>
          </div>
        )}
        {data !== undefined && entries.length === 0 && (
          <div className="card empty">
            <strong>{t('audit.none')}</strong>
          </div>
        )}
        {entries.length > 0 && (
          <div className="card audit-scroll">
            <table className="audit">
              <thead>
                <tr>
                  {COLUMNS.map((column) => (
                    <th key={column} scope="col">
                      {t(`audit.${column}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {entries.map((entry) => (
                  <AuditLine key={entry.id} entry={entry} />
                ))}
              </tbody>
            </table>
          </div>
        )}
        {hasNextPage && (
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('audit.more')}
          </Button>
        )}
      </div>
    </div>
  );
}

function AuditLine({ entry }: { entry: AuditEntryView }): ReactNode {
  const { t, i18n } = useTranslation();
  const at = `${deskDate(Date.parse(entry.at))} ${clockTime(entry.at, i18n.language)}`;
  return (
    <tr data-testid="audit-entry">
      <td className="mono" title={entry.hash ?? ''}>
        {entry.no === null ? t('audit.unsealed') : count(entry.no)}
      </td>
      <td className="mono">{at}</td>
      <td>{entry.actor?.name ?? t(`audit.kind.${entry.actorKind}`)}</td>
      <td className="mono">{entry.action}</td>
      <td>
        {entry.entity} <span className="mono muted">{entry.entityId}</span>
      </td>
      <td className="mono audit-data">{JSON.stringify(entry.data)}</td>
    </tr>
  );
}
