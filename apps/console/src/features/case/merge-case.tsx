import { useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Modal, Radio } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { CaseView, QueueItem } from '#contracts';
import { post, ProblemError } from '../../live/http.js';
import { TextField } from '../../parts/text-field.js';
import { useProblemText } from '../../parts/use-problem.js';
import { useMay } from '../session/session.js';
import { keepCase } from './held-case.js';
import './other-cases.css';

const BY_NO = 'no';

/** Merges the case into another one: one of those that may be the same person, or any by its number. */
export function MergeCase({ view, onClose }: { view: CaseView; onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const supervises = useMay()('cases.take_over');
  const [into, setInto] = useState(view.related[0]?.id ?? BY_NO);
  const [no, setNo] = useState('');
  const [reason, setReason] = useState('');
  const [twoIds, setTwoIds] = useState<boolean | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  /** Null when no case has the number. */
  async function chosen(): Promise<string | null> {
    if (into !== BY_NO) return into;
    const { items } = await post<{ items: QueueItem[] }>('/cases/search', { no: no.trim() });
    return items[0]?.id ?? null;
  }
  async function submit(): Promise<void> {
    if (into === BY_NO && no.trim() === '') return setError(t('merge.pick'));
    if (reason.trim() === '') return setError(t('counter.reasonNeeded'));
    setBusy(true);
    setError(null);
    try {
      const id = await chosen();
      if (id === null) return setError(t('merge.noSuch'));
      const body = { into: id, reason: reason.trim(), ...(twoIds === true ? { twoIdNumbers: true } : {}) };
      keepCase(client, await post<CaseView>(`/cases/${view.id}/merge`, body));
      await client.invalidateQueries({ queryKey: ['case', id] });
      onClose();
      void navigate(`/cases/${id}`);
    } catch (failure) {
      const fields = failure instanceof ProblemError ? (failure.problem.errors ?? []) : [];
      if (supervises && fields.some(({ code }) => code === 'id_numbers')) setTwoIds((said) => said ?? false);
      setError(problemText(failure));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Modal open title={t('merge.title')} onCancel={onClose} footer={null} width={480}>
      <form className="form" onSubmit={(e) => (e.preventDefault(), void submit())}>
        <p className="muted">{t('merge.hint')}</p>
        {view.related.length > 0 && (
          <Radio.Group
            aria-label={t('merge.into')}
            value={into}
            onChange={(e) => setInto(e.target.value as string)}
            className="merge-choice"
          >
            {view.related.map((other) => (
              <Radio key={other.id} value={other.id}>
                {other.no} · {other.person.name ?? t('queue.anonymous')} · {t(`tier.${other.tier}`)}
              </Radio>
            ))}
            <Radio value={BY_NO}>{t('merge.byNo')}</Radio>
          </Radio.Group>
        )}
        {into === BY_NO && (
          <TextField
            label={t('merge.no')}
            value={no}
            autoFocus
            autoComplete="off"
            onText={setNo}
            data-testid="merge-no"
          />
        )}
        <TextField
          label={t('merge.reason')}
          value={reason}
          maxLength={500}
          onText={setReason}
          data-testid="merge-reason"
        />
        {twoIds !== null && (
          <Checkbox
            checked={twoIds}
            onChange={(e) => setTwoIds(e.target.checked)}
            data-testid="merge-two-ids"
          >
            {t('merge.twoIds')}
          </Checkbox>
        )}
        {error !== null && (
          <p className="field-error" role="alert">
            {error}
          </p>
        )}
        <div className="form-end">
          <Button onClick={onClose}>{t('act.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={busy} data-testid="merge-submit">
            {t('merge.do')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
