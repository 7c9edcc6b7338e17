import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, InputNumber, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FRAUD_TYPES, type FraudType } from '#escalation';
import type { CaseView } from '#contracts';
import { call, ProblemError } from '../../live/http.js';
import { fieldErrors } from '../../live/problem-fields.js';
import { useProblemText } from '../../parts/use-problem.js';
import { changedFacts, factsOf, mergeFacts, type EditableFacts } from './editable-facts.js';
import { keepCase } from './held-case.js';

/** Edit type, money and station under If-Match; somebody else's save never replaces what is being typed. */
export function EditFacts({ view, onClose }: { view: CaseView; onClose: () => void }): ReactNode {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [base, setBase] = useState({ facts: factsOf(view), version: view.version });
  const [facts, setFacts] = useState<EditableFacts>(base.facts);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const errors = fieldErrors(problem?.problem, i18n.language);
  const change = (part: Partial<EditableFacts>): void => setFacts({ ...facts, ...part });

  async function submit(): Promise<void> {
    const body = changedFacts(base.facts, facts);
    if (Object.keys(body).length === 0) return onClose();
    setBusy(true);
    setProblem(null);
    try {
      keepCase(
        client,
        await call<CaseView>('PATCH', `/cases/${view.id}`, { body, ifMatch: `"${base.version}"` }),
      );
      onClose();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const current = error.problem.current as CaseView | undefined;
      if (error.status === 412 && current !== undefined) {
        setFacts(mergeFacts(base.facts, facts, factsOf(current)));
        setBase({ facts: factsOf(current), version: current.version });
        if ('rungs' in current) keepCase(client, current);
      }
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Modal open title={t('case.editFacts')} onCancel={onClose} footer={null} width={460}>
      <form className="form" onSubmit={(e) => (e.preventDefault(), void submit())}>
        {problem !== null && (
          <Alert
            type="warning"
            showIcon
            title={problem.status === 412 ? t('case.dirtyKept') : problemText(problem)}
          />
        )}
        <div className="field">
          <label htmlFor="edit-type">{t('case.fraudType')}</label>
          <Select<FraudType>
            id="edit-type"
            value={facts.fraudType}
            onChange={(fraudType) => change({ fraudType })}
            options={FRAUD_TYPES.map((key) => ({ value: key, label: t(`fraudType.${key}`) }))}
          />
        </div>
        <div className="field">
          <label htmlFor="edit-amount">{t('manual.amount')}</label>
          <InputNumber
            id="edit-amount"
            min={0}
            max={10_000_000_000}
            precision={2}
            style={{ width: '100%' }}
            value={facts.amountFen === null ? null : facts.amountFen / 100}
            onChange={(yuan) => change({ amountFen: yuan === null ? null : Math.round(Number(yuan) * 100) })}
          />
          {errors['amountFen'] !== undefined && <span className="field-error">{errors['amountFen']}</span>}
        </div>
        <div className="field">
          <label htmlFor="edit-station">{t('case.station')}</label>
          <Input
            id="edit-station"
            value={facts.station ?? ''}
            maxLength={80}
            onChange={(e) => change({ station: e.target.value === '' ? null : e.target.value })}
          />
          {errors['station'] !== undefined && <span className="field-error">{errors['station']}</span>}
        </div>
        <div className="form-end">
          <Button onClick={onClose}>{t('act.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={busy}>
            {t('act.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
