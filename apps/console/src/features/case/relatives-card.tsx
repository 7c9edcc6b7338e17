import { useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseView, RelativeView } from '#contracts';
import { post, ProblemError } from '../../live/http.js';
import { fieldErrors } from '../../live/problem-fields.js';
import { Panel } from '../../parts/panel.js';
import { useProblemText } from '../../parts/use-problem.js';
import { useMay } from '../session/session.js';
import { Reveal } from './reveal.js';

const KIN = ['spouse', 'parent', 'child', 'sibling', 'friend', 'neighbour', 'other'] as const;
const EMPTY = { name: '', phone: '', kinship: 'spouse', mayContact: true, agreed: false, absenceReason: '' };

/** Who is close to the person, whether they may be contacted, and what they answered. */
export function RelativesCard({ view }: { view: CaseView }): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const [adding, setAdding] = useState(false);
  const tone = (asked: RelativeView['asked']): string | undefined =>
    asked === 'with_person' ? 'good' : asked === 'worried' ? 'bad' : undefined;
  return (
    <Panel
      title={t('relative.title')}
      extra={
        may('cases.relative') &&
        !adding && (
          <button type="button" className="quiet" onClick={() => setAdding(true)} data-testid="relative-add">
            {t('relative.add')}
          </button>
        )
      }
    >
      {view.fraudType === 'blackmail' && <p className="note-bad">{t('relative.hidden')}</p>}
      {view.relatives.length === 0 && !adding && <p className="muted">{t('relative.none')}</p>}
      <ul className="relatives">
        {view.relatives.map((r) => (
          <li key={r.id}>
            <b>{t(`relative.kin.${r.kinship}`, { defaultValue: r.kinship })}</b>
            {r.name !== null && (
              <Reveal
                caseId={view.id}
                field="relative_name"
                relativeId={r.id}
                label={t('relative.name')}
                masked={r.name}
              />
            )}
            {r.phone !== null && r.mayContact && (
              <Reveal
                caseId={view.id}
                field="relative_phone"
                relativeId={r.id}
                label={t('relative.phone')}
                masked={r.phone}
              />
            )}
            <span className="chip" data-tone={r.mayContact ? tone(r.asked) : 'warn'}>
              {r.mayContact ? t(`asked.${r.asked}`) : t('relative.noContact')}
            </span>
          </li>
        ))}
      </ul>
      {adding && <RelativeForm caseId={view.id} onClose={() => setAdding(false)} />}
    </Panel>
  );
}

function RelativeForm({ caseId, onClose }: { caseId: string; onClose: () => void }): ReactNode {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [form, setForm] = useState(EMPTY);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const errors = fieldErrors(problem?.problem, i18n.language);
  const change = (part: Partial<typeof EMPTY>): void => setForm({ ...form, ...part });

  async function submit(): Promise<void> {
    setBusy(true);
    setProblem(null);
    const { agreed, absenceReason, ...rest } = form;
    try {
      await post<RelativeView>(`/cases/${caseId}/relatives`, {
        ...rest,
        ...(agreed ? { consent: t('relative.consent') } : { absenceReason: absenceReason.trim() }),
      });
      await client.invalidateQueries({ queryKey: ['case', caseId] });
      onClose();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <form className="form relative-form" onSubmit={(e) => (e.preventDefault(), void submit())}>
      <p className="muted">{t('relative.warn')}</p>
      <div className="form-row">
        <div className="field">
          <label htmlFor="rel-kin">{t('relative.kinship')}</label>
          <Select
            id="rel-kin"
            value={form.kinship}
            onChange={(kinship) => change({ kinship })}
            options={KIN.map((key) => ({ value: key, label: t(`relative.kin.${key}`) }))}
          />
        </div>
        <div className="field">
          <label htmlFor="rel-name">{t('relative.name')}</label>
          <Input
            id="rel-name"
            required
            autoComplete="off"
            value={form.name}
            onChange={(e) => change({ name: e.target.value })}
          />
          {errors['name'] !== undefined && <span className="field-error">{errors['name']}</span>}
        </div>
        <div className="field">
          <label htmlFor="rel-phone">{t('relative.phone')}</label>
          <Input
            id="rel-phone"
            required
            type="tel"
            autoComplete="off"
            value={form.phone}
            onChange={(e) => change({ phone: e.target.value })}
          />
          {errors['phone'] !== undefined && <span className="field-error">{errors['phone']}</span>}
        </div>
      </div>
      <Checkbox checked={form.mayContact} onChange={(e) => change({ mayContact: e.target.checked })}>
        {t('relative.mayContact')}
      </Checkbox>
      <Checkbox checked={form.agreed} onChange={(e) => change({ agreed: e.target.checked })}>
        {t('relative.consent')}
      </Checkbox>
      {!form.agreed && (
        <div className="field">
          <label htmlFor="rel-absence">{t('relative.absenceReason')}</label>
          <Input
            id="rel-absence"
            required
            value={form.absenceReason}
            onChange={(e) => change({ absenceReason: e.target.value })}
          />
          {(errors['absenceReason'] ?? errors['consent']) !== undefined && (
            <span className="field-error">{errors['absenceReason'] ?? errors['consent']}</span>
          )}
        </div>
      )}
      {problem !== null && Object.keys(errors).length === 0 && (
        <span className="field-error">{problemText(problem)}</span>
      )}
      <div className="form-end">
        <Button size="small" onClick={onClose}>
          {t('act.cancel')}
        </Button>
        <Button size="small" type="primary" htmlType="submit" loading={busy}>
          {t('act.save')}
        </Button>
      </div>
    </form>
  );
}
