import { useMutation } from '@tanstack/react-query';
import { App, Button, Drawer, Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertResult, FieldError, QuarantineRow } from '#contracts';
import { FRAUD_TYPES, type FraudType } from '#escalation';
import { post, ProblemError } from '../../live/http.js';
import { fieldErrors, messageOf } from '../../live/problem-fields.js';
import { Lazy } from '../../parts/lazy.js';
import { TextField } from '../../parts/text-field.js';
import { useProblemText } from '../../parts/use-problem.js';
import { corrected, correctionOf, type Correction } from './correction.js';

interface Props {
  row: QuarantineRow;
  onClose: (changed: boolean) => void;
}

const REASONS = ['whyCorrect', 'whyCheck'] as const;

/** The alert in the clear, for a reason that is recorded, to be put right and sent again. */
export function CorrectionForm({ row, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [other, setOther] = useState('');
  const { data, error, isPending, mutate } = useMutation({
    mutationFn: (reason: string) =>
      post<QuarantineRow & { alert: unknown }>(`/quarantine/${row.alertId}/reveal`, { reason }),
    // Personal data does not stay behind when the form closes.
    gcTime: 0,
  });
  return (
    <Drawer open title={t('quarantine.correct')} onClose={() => onClose(false)} size={480} destroyOnHidden>
      {data !== undefined ? (
        <Fields row={row} alert={data.alert} onClose={onClose} />
      ) : isPending ? (
        <Lazy />
      ) : (
        <form className="form" onSubmit={(e) => (e.preventDefault(), mutate(other.trim()))}>
          <p className="muted">{t('quarantine.why')}</p>
          <div className="quarantine-acts">
            {REASONS.map((key) => (
              <Button
                key={key}
                onClick={() => mutate(t(`quarantine.${key}`))}
                data-testid={`quarantine-${key}`}
              >
                {t(`quarantine.${key}`)}
              </Button>
            ))}
          </div>
          <TextField label={t('reveal.other')} value={other} maxLength={300} onText={setOther} />
          {error !== null && (
            <p className="field-error" role="alert">
              {problemText(error)}
            </p>
          )}
          <div className="form-end">
            <Button htmlType="submit" disabled={other.trim().length < 2}>
              {t('reveal.show')}
            </Button>
          </div>
        </form>
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
