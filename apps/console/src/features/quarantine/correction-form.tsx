import { useQuery } from '@tanstack/react-query';
import { App, Button, Drawer, Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertResult, FieldError, QuarantineRow } from '#contracts';
import { FRAUD_TYPES, type FraudType } from '#escalation';
import { get, post, ProblemError } from '../../live/http.js';
import { fieldErrors, messageOf } from '../../live/problem-fields.js';
import { Lazy } from '../../parts/lazy.js';
import { useProblemText } from '../../parts/use-problem.js';
import { corrected, correctionOf, type Correction } from './correction.js';

interface Props {
  row: QuarantineRow;
  onClose: (changed: boolean) => void;
}

/** The alert in the clear (the look is recorded), to be put right and sent again. */
export function CorrectionForm({ row, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const { data, error } = useQuery({
    queryKey: ['quarantined', row.alertId],
    queryFn: () => get<QuarantineRow & { alert: unknown }>(`/quarantine/${row.alertId}`),
    // Personal data does not stay behind when the form closes.
    gcTime: 0,
    staleTime: Infinity,
  });
  return (
    <Drawer open title={t('quarantine.correct')} onClose={() => onClose(false)} size={480} destroyOnHidden>
      {data !== undefined ? (
        <Fields row={row} alert={data.alert} onClose={onClose} />
      ) : error !== null ? (
        <p className="field-error">{problemText(error)}</p>
      ) : (
        <Lazy />
      )}
    </Drawer>
  );
}

const TEXTS = ['phone', 'idNumber', 'name', 'address', 'station'] as const;
const LABELS = {
  phone: 'manual.phone',
  idNumber: 'manual.idNumber',
  name: 'manual.name',
  address: 'manual.address',
  station: 'manual.station',
} as const;

function Fields({ row, alert, onClose }: Props & { alert: unknown }): ReactNode {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const problemText = useProblemText();
  const [form, setForm] = useState<Correction>(() => correctionOf(alert));
  const [reasons, setReasons] = useState<FieldError[]>(row.reasons);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const asProblem = { type: '', title: '', status: 422, code: 'invalid', errors: reasons };
  const errors = {
    ...fieldErrors(asProblem, i18n.language),
    ...fieldErrors(asProblem, i18n.language, 'person.'),
  };
  const change = (part: Partial<Correction>): void => setForm({ ...form, ...part });
  const error = (field: string): ReactNode =>
    errors[field] !== undefined && <span className="field-error">{errors[field]}</span>;

  async function submit(): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      const result = await post<AlertResult>(`/quarantine/${row.alertId}/resubmit`, {
        alert: corrected(alert, form),
      });
      if (result.status === 'quarantined') {
        setReasons(result.errors ?? []);
        setProblem(t('quarantine.stillWrong'));
        return;
      }
      void message.success(t('quarantine.resubmitted'));
      onClose(true);
    } catch (failure) {
      if (failure instanceof ProblemError && (failure.problem.errors?.length ?? 0) > 0) {
        setReasons(failure.problem.errors ?? []);
        setProblem(t('quarantine.stillWrong'));
      } else setProblem(problemText(failure));
    } finally {
      setBusy(false);
    }
  }
  return (
    <form className="form" onSubmit={(e) => (e.preventDefault(), void submit())}>
      <p className="muted">{t('quarantine.clear')}</p>
      <ul className="quarantine-why">
        {reasons.map((reason, i) => (
          <li key={`${reason.field}${i}`}>{messageOf(reason, i18n.language)}</li>
        ))}
      </ul>
      {TEXTS.map((key) => (
        <div key={key} className="field">
          <label htmlFor={`qc-${key}`}>{t(LABELS[key])}</label>
          <Input
            id={`qc-${key}`}
            autoComplete="off"
            status={errors[key] === undefined ? '' : 'error'}
            value={form[key]}
            onChange={(e) => change({ [key]: e.target.value })}
            data-testid={`correct-${key}`}
          />
          {error(key)}
        </div>
      ))}
      <div className="form-row">
        <div className="field">
          <label htmlFor="qc-type">{t('manual.fraudType')}</label>
          <Select<FraudType>
            id="qc-type"
            value={form.fraudType}
            onChange={(fraudType) => change({ fraudType })}
            options={FRAUD_TYPES.map((key) => ({ value: key, label: t(`fraudType.${key}`) }))}
          />
          {error('fraudType')}
        </div>
        <div className="field">
          <label htmlFor="qc-amount">{t('manual.amount')}</label>
          <Input
            id="qc-amount"
            inputMode="decimal"
            value={form.amountYuan}
            onChange={(e) => change({ amountYuan: e.target.value })}
          />
          {error('amountFen')}
        </div>
      </div>
      <div className="field">
        <label htmlFor="qc-text">{t('manual.description')}</label>
        <Input.TextArea
          id="qc-text"
          autoSize={{ minRows: 2, maxRows: 6 }}
          value={form.description}
          onChange={(e) => change({ description: e.target.value })}
        />
        {error('description')}
      </div>
      {problem !== null && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <div className="form-end">
        <Button onClick={() => onClose(false)}>{t('act.cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={busy} data-testid="correct-submit">
          {t('quarantine.resubmit')}
        </Button>
      </div>
    </form>
  );
}
