import { useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { tierAbove } from '#escalation';
import type { CaseView } from '#contracts';
import { post } from '../../live/http.js';
import { useProblemText } from '../../parts/use-problem.js';
import { keepCase } from './held-case.js';

/** The supervisor puts a case up one tier, with a reason. */
export function RaiseTier({ view, onClose }: { view: CaseView; onClose: () => void }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [reason, setReason] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(): Promise<void> {
    if (reason.trim() === '') return setError(t('counter.reasonNeeded'));
    setBusy(true);
    try {
      const to = tierAbove(view.tier);
      keepCase(client, await post<CaseView>(`/cases/${view.id}/raise`, { to, reason: reason.trim() }));
      onClose();
    } catch (failure) {
      setError(problemText(failure));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Modal
      open
      title={`${t('case.tierRaise')} · ${t(`tier.${tierAbove(view.tier)}`)}`}
      onCancel={onClose}
      footer={null}
      width={420}
    >
      <form className="form" onSubmit={(e) => (e.preventDefault(), void submit())}>
        <div className="field">
          <label htmlFor="raise-reason">{t('case.raiseReason')}</label>
          <Input.TextArea
            id="raise-reason"
            autoFocus
            autoSize={{ minRows: 2 }}
            value={reason}
            onChange={(e) => setReason(e.target.value)}
          />
          {error !== null && <span className="field-error">{error}</span>}
        </div>
        <div className="form-end">
          <Button onClick={onClose}>{t('act.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={busy}>
            {t('case.tierRaise')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
