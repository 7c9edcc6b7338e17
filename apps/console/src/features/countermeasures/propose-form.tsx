import { useQueryClient } from '@tanstack/react-query';
import { App, AutoComplete, Button, Drawer, Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CountermeasureKind, CountermeasureTarget } from '#escalation';
import type { CaseView, CountermeasureView } from '#contracts';
import { call, ProblemError } from '../../live/http.js';
import { fieldErrors } from '../../live/problem-fields.js';
import { useProblemText } from '../../parts/use-problem.js';
import { KINDS_NARROW_FIRST, lengthOf, MEASURE_RULES } from './measure-rules.js';

/** Words the person's own line is named by; the server knows the number. */
const LINE = 'line';
interface Props {
  view: CaseView;
  /** One that was drafted by the system, to be completed. */
  draft: CountermeasureView | null;
  onClose: () => void;
}

/** Ask for a countermeasure: nothing may be blank, and somebody else decides (domain.md section 5). */
export function ProposeForm({ view, draft, onClose }: Props): ReactNode {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const problemText = useProblemText();
  const [kind, setKind] = useState<CountermeasureKind>(
    draft?.kind ?? (view.suspect.accounts.length > 0 ? 'stop_payment' : 'transfer_limit'),
  );
  const rule = MEASURE_RULES[kind];
  const [target, setTarget] = useState<CountermeasureTarget>(draft?.target ?? rule.targets[0]!);
  const onLine = target === 'victim_line';
  const [targetRef, setTargetRef] = useState(onLine ? LINE : (view.suspect.accounts[0] ?? ''));
  const [legalBasis, setLegalBasis] = useState(draft?.legalBasis ?? t(`counter.basis.${rule.basis}`));
  const [necessity, setNecessity] = useState(draft?.necessity ?? '');
  const [scope, setScope] = useState(draft?.scope ?? '');
  const [durationS, setDuration] = useState(draft?.durationS ?? rule.defaultS);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const errors = fieldErrors(problem?.problem, i18n.language);

  function pickTarget(next: CountermeasureTarget): void {
    const line = next === 'victim_line';
    setTarget(next);
    setTargetRef(line ? LINE : next === 'suspect_account' ? (view.suspect.accounts[0] ?? '') : '');
  }
  function pickKind(next: CountermeasureKind): void {
    const nextRule = MEASURE_RULES[next];
    setKind(next);
    setDuration(nextRule.defaultS);
    setLegalBasis(t(`counter.basis.${nextRule.basis}`));
    pickTarget(nextRule.targets[0]!);
  }
  async function submit(): Promise<void> {
    setBusy(true);
    setProblem(null);
    const request = {
      targetRef: targetRef.trim(),
      institution: onLine ? 'carrier' : 'bank',
      legalBasis: legalBasis.trim(),
      necessity: necessity.trim(),
      scope: scope.trim(),
      durationS,
    };
    try {
      if (draft === null)
        await call('POST', `/cases/${view.id}/countermeasures`, { body: { kind, target, ...request } });
      else await call('PUT', `/countermeasures/${draft.id}`, { body: request });
      await client.invalidateQueries({ queryKey: ['case', view.id] });
      void client.invalidateQueries({ queryKey: ['countermeasures'] });
      void message.success(t('counter.proposed'));
      onClose();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }
  const error = (field: string): ReactNode =>
    errors[field] !== undefined && <span className="field-error">{errors[field]}</span>;

  return (
    <Drawer open title={t('counter.propose')} onClose={onClose} size={460} destroyOnHidden>
      <form className="form" onSubmit={(e) => (e.preventDefault(), void submit())} data-testid="counter-form">
        <p className="muted">{t('counter.narrow')}</p>
        <div className="form-row">
          <div className="field">
            <label htmlFor="cm-kind">{t('counter.kind')}</label>
            <Select<CountermeasureKind>
              id="cm-kind"
              disabled={draft !== null}
              value={kind}
              onChange={pickKind}
              options={KINDS_NARROW_FIRST.map((key) => ({
                value: key,
                label: t(`countermeasureKind.${key}`),
              }))}
            />
            {error('kind')}
          </div>
          <div className="field">
            <label htmlFor="cm-target">{t('counter.target')}</label>
            <Select<CountermeasureTarget>
              id="cm-target"
              disabled={draft !== null}
              value={target}
              onChange={pickTarget}
              options={rule.targets.map((key) => ({ value: key, label: t(`countermeasureTarget.${key}`) }))}
            />
            {error('target')}
          </div>
        </div>
        <div className="field">
          <label htmlFor="cm-ref">{t('counter.targetRef')}</label>
          {onLine ? (
            <Input id="cm-ref" readOnly value={t('counter.theLine')} />
          ) : (
            <AutoComplete
              id="cm-ref"
              value={targetRef}
              onChange={setTargetRef}
              options={(target === 'suspect_account' ? view.suspect.accounts : []).map((value) => ({
                value,
              }))}
            />
          )}
          {error('targetRef')}
        </div>
        <div className="form-row">
          <div className="field">
            <label htmlFor="cm-institution">{t('counter.institution')}</label>
            <Input id="cm-institution" readOnly value={t(onLine ? 'counter.carrier' : 'counter.bank')} />
            {error('institution')}
          </div>
          <div className="field">
            <label htmlFor="cm-duration">{t('counter.duration')}</label>
            <Select<number>
              id="cm-duration"
              value={durationS}
              onChange={setDuration}
              options={rule.choicesS.map((s) => {
                const { unit, n } = lengthOf(s);
                return { value: s, label: t(`counter.${unit}`, { n }) };
              })}
            />
            {error('durationS')}
          </div>
        </div>
        <div className="field">
          <label htmlFor="cm-basis">{t('counter.legalBasis')}</label>
          <Input.TextArea
            id="cm-basis"
            required
            autoSize={{ minRows: 2, maxRows: 4 }}
            value={legalBasis}
            onChange={(e) => setLegalBasis(e.target.value)}
          />
          {error('legalBasis')}
        </div>
        <div className="field">
          <label htmlFor="cm-necessity">{t('counter.necessity')}</label>
          <Input.TextArea
            id="cm-necessity"
            required
            autoFocus
            autoSize={{ minRows: 2, maxRows: 5 }}
            value={necessity}
            onChange={(e) => setNecessity(e.target.value)}
            data-testid="counter-necessity"
          />
          {error('necessity')}
        </div>
        <div className="field">
          <label htmlFor="cm-scope">{t('counter.scope')}</label>
          <Input.TextArea
            id="cm-scope"
            required
            autoSize={{ minRows: 2, maxRows: 4 }}
            value={scope}
            onChange={(e) => setScope(e.target.value)}
            data-testid="counter-scope"
          />
          {error('scope')}
        </div>
        {problem !== null && Object.keys(errors).length === 0 && (
          <p className="field-error" role="alert">
            {problemText(problem)}
          </p>
        )}
        <div className="form-end">
          <Button onClick={onClose}>{t('act.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={busy} data-testid="counter-submit">
            {t(draft === null ? 'counter.propose' : 'counter.complete')}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}
