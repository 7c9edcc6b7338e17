import { App, Button, Drawer, Input, InputNumber, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { FRAUD_TYPES, SIGNALS, TIERS, type FraudType, type Signal, type Tier } from '#escalation';
import { post, ProblemError } from '../../live/http.js';
import { fieldErrors } from '../../live/problem-fields.js';
import { useProblemText } from '../../parts/use-problem.js';
import './intake.css';

const EMPTY = {
  phone: '',
  fraudType: 'other' as FraudType,
  signals: [] as Signal[],
  amount: null as number | null,
  name: '',
  idNumber: '',
  address: '',
  station: '',
  description: '',
  tier: 'auto' as Tier | 'auto',
};

/** An alert by hand in half a minute: phone first, everything else may stay empty (design.md section 8). */
export function ManualAlert({ onClose }: { onClose: () => void }): ReactNode {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const problemText = useProblemText();
  const [form, setForm] = useState(EMPTY);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [needOne, setNeedOne] = useState(false);
  const errors = {
    ...fieldErrors(problem?.problem, i18n.language),
    ...fieldErrors(problem?.problem, i18n.language, 'person.'),
  };
  const change = (part: Partial<typeof EMPTY>): void => setForm({ ...form, ...part });
  const error = (field: string): ReactNode =>
    errors[field] !== undefined && <span className="field-error">{errors[field]}</span>;

  async function submit(): Promise<void> {
    const { amount, tier, fraudType, signals, ...words } = form;
    const given = Object.fromEntries(
      Object.entries(words).flatMap(([key, value]) => (value.trim() === '' ? [] : [[key, value.trim()]])),
    );
    if (given['phone'] === undefined && given['idNumber'] === undefined) return setNeedOne(true);
    setNeedOne(false);
    setBusy(true);
    setProblem(null);
    try {
      const made = await post<{ alertId: string; caseId: string | null; caseNo: string | null }>(
        '/alerts/manual',
        {
          ...given,
          fraudType,
          ...(signals.length > 0 ? { signals } : {}),
          ...(amount === null ? {} : { amountFen: Math.round(amount * 100) }),
          ...(tier === 'auto' ? {} : { tier }),
        },
      );
      void message.success(t('manual.created', { no: made.caseNo ?? '' }));
      onClose();
      if (made.caseId !== null) void navigate(`/cases/${made.caseId}`);
    } catch (failure) {
      if (!(failure instanceof ProblemError)) throw failure;
      setProblem(failure);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Drawer open title={t('manual.title')} onClose={onClose} size={480} destroyOnHidden>
      <form className="form" onSubmit={(e) => (e.preventDefault(), void submit())} data-testid="manual-form">
        <div className="field">
          <label htmlFor="ma-phone">
            {t('manual.phone')} <span className="muted">{t('manual.reachable')}</span>
          </label>
          <Input
            id="ma-phone"
            size="large"
            type="tel"
            inputMode="tel"
            autoFocus
            autoComplete="off"
            value={form.phone}
            onChange={(e) => change({ phone: e.target.value })}
            data-testid="manual-phone"
          />
          {needOne && <span className="field-error">{t('manual.needOne')}</span>}
          {error('phone')}
        </div>
        <div className="field">
          <span className="label" id="ma-signals">
            {t('manual.signals')}
          </span>
          <div className="signal-keys" role="group" aria-labelledby="ma-signals">
            {SIGNALS.map((signal) => {
              const on = form.signals.includes(signal);
              return (
                <button
                  key={signal}
                  type="button"
                  aria-pressed={on}
                  onClick={() =>
                    change({
                      signals: on ? form.signals.filter((s) => s !== signal) : [...form.signals, signal],
                    })
                  }
                  data-testid={`manual-signal-${signal}`}
                >
                  {t(`signal.${signal}`)}
                </button>
              );
            })}
          </div>
          {error('signals')}
        </div>
        <div className="form-row">
          <div className="field">
            <label htmlFor="ma-type">{t('manual.fraudType')}</label>
            <Select<FraudType>
              id="ma-type"
              showSearch={{ optionFilterProp: 'label' }}
              value={form.fraudType}
              onChange={(fraudType) => change({ fraudType })}
              options={FRAUD_TYPES.map((key) => ({ value: key, label: t(`fraudType.${key}`) }))}
            />
            {error('fraudType')}
          </div>
          <div className="field">
            <label htmlFor="ma-amount">{t('manual.amount')}</label>
            <InputNumber<number>
              id="ma-amount"
              min={0}
              precision={2}
              style={{ width: '100%' }}
              value={form.amount}
              onChange={(amount) => change({ amount })}
            />
            {error('amountFen')}
          </div>
        </div>
        <div className="form-row">
          <div className="field">
            <label htmlFor="ma-name">{t('manual.name')}</label>
            <Input
              id="ma-name"
              autoComplete="off"
              value={form.name}
              onChange={(e) => change({ name: e.target.value })}
            />
            {error('name')}
          </div>
          <div className="field">
            <label htmlFor="ma-id">{t('manual.idNumber')}</label>
            <Input
              id="ma-id"
              autoComplete="off"
              maxLength={18}
              value={form.idNumber}
              onChange={(e) => change({ idNumber: e.target.value })}
            />
            {error('idNumber')}
          </div>
        </div>
        <div className="form-row">
          <div className="field">
            <label htmlFor="ma-address">{t('manual.address')}</label>
            <Input
              id="ma-address"
              autoComplete="off"
              value={form.address}
              onChange={(e) => change({ address: e.target.value })}
            />
            {error('address')}
          </div>
          <div className="field">
            <label htmlFor="ma-station">{t('manual.station')}</label>
            <Input
              id="ma-station"
              value={form.station}
              onChange={(e) => change({ station: e.target.value })}
            />
            {error('station')}
          </div>
        </div>
        <div className="field">
          <label htmlFor="ma-text">{t('manual.description')}</label>
          <Input.TextArea
            id="ma-text"
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={2000}
            value={form.description}
            onChange={(e) => change({ description: e.target.value })}
          />
          {error('description')}
        </div>
        <div className="field">
          <label htmlFor="ma-tier">{t('manual.tier')}</label>
          <Select<Tier | 'auto'>
            id="ma-tier"
            value={form.tier}
            onChange={(tier) => change({ tier })}
            options={[
              { value: 'auto' as const, label: t('manual.tierAuto') },
              ...TIERS.map((key) => ({ value: key, label: t(`tier.${key}`) })),
            ]}
          />
        </div>
        {problem !== null && Object.keys(errors).length === 0 && (
          <p className="field-error" role="alert">
            {problemText(problem)}
          </p>
        )}
        <div className="form-end">
          <Button onClick={onClose}>{t('act.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={busy} data-testid="manual-submit">
            {t('manual.submit')}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}
