import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CaseView, OtherCase } from '#contracts';
import { post } from '../../live/http.js';
import { ReasonButton } from '../../parts/reason-button.js';
import { TierMark } from '../../parts/tier-mark.js';
import { useMay, useSession } from '../session/session.js';
import { keepCase } from './held-case.js';
import './other-cases.css';

/** What the case has to do with others: where it went, what it looks after, and who may be the same person. */
export function OtherCases({ view }: { view: CaseView }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useMay();
  const me = useSession().account.id;
  const { mergedInto, merged, related } = view;
  if (mergedInto === null && merged.length === 0 && related.length === 0) return null;
  // An officer takes a case out on the screen of the one that they hold.
  const mayUndo = may('cases.unmerge') && (may('cases.take_over') || view.lease?.by.id === me);

  async function unmerge(id: string, reason: string): Promise<void> {
    keepCase(client, await post<CaseView>(`/cases/${id}/unmerge`, { reason }));
    await client.invalidateQueries({ queryKey: ['case'] });
  }
  const undo = (id: string): ReactNode =>
    mayUndo && (
      <ReasonButton
        quiet
        label={t('merge.undo')}
        title={t('merge.undoReason')}
        submit={t('merge.undo')}
        onSubmit={(reason) => unmerge(id, reason)}
        testId="unmerge"
      />
    );
  const line = (other: OtherCase, more: ReactNode): ReactNode => (
    <li key={other.id} data-testid="other-case" data-case={other.id}>
      <TierMark tier={other.tier} />
      <Link to={`/cases/${other.id}`}>{other.no}</Link>
      <span>{other.person.name ?? t('queue.anonymous')}</span>
      <span className="muted">{other.person.phone ?? t('queue.noPhone')}</span>
      <span className="chip">{t(`caseState.${other.state}`)}</span>
      {more}
    </li>
  );
  return (
    <section className="others" aria-label={t('merge.others')}>
      {mergedInto !== null && (
        <p data-testid="merged-into">
          {t('merge.gone', { no: mergedInto.no })}{' '}
          <Link to={`/cases/${mergedInto.id}`}>{t('alarm.open')}</Link> {undo(view.id)}
        </p>
      )}
      {merged.length > 0 && (
        <div>
          <h4>{t('merge.here')}</h4>
          <ul>{merged.map((other) => line(other, undo(other.id)))}</ul>
        </div>
      )}
      {related.length > 0 && (
        <div>
          <h4>{t('merge.related')}</h4>
          <ul>{related.map((other) => line(other, null))}</ul>
        </div>
      )}
    </section>
  );
}
