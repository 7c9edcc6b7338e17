import { App, Button, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitTask, VisitView } from '#contracts';
import type { Outcome } from '#escalation';
import { serverNow } from '../../live/clock.js';
import { post, ProblemError } from '../../live/http.js';
import { fieldErrors } from '../../live/problem-fields.js';
import { useProblemText } from '../../parts/use-problem.js';
import { attemptInput, gateGaps } from '../attempts/draft.js';
import { useDraft } from '../attempts/draft-store.js';
import { Gate } from '../attempts/gate.js';
import { OutcomeChoice } from '../attempts/outcome-choice.js';
import { needsGate } from '../attempts/outcome-groups.js';
import { useSession } from '../session/session.js';
import '../attempts/attempts.css';

const DAY_MS = 86_400_000;

/** What came of the visit, on a phone; kept there until the server has it. */
export function VisitReportForm({
  task,
  onDone,
}: {
  task: VisitTask;
  onDone: (visit: VisitView) => Promise<void>;
}): ReactNode {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const problemText = useProblemText();
  const { account } = useSession();
  const { draft, change, done } = useDraft(account.id, `visit.${task.id}`, 'visit');
  const [busy, setBusy] = useState(false);
  const [pressed, setPressed] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const errors = fieldErrors(problem?.problem, i18n.language);
  const { outcome } = draft;

  function choose(next: Outcome): void {
    setProblem(null);
    change({
      outcome: next,
      ...(needsGate(next) && draft.followUpAt === ''
        ? { followUpAt: new Date(serverNow() + DAY_MS).toISOString() }
        : {}),
    });
  }
  async function submit(): Promise<void> {
    setPressed(true);
    if (outcome === null || gateGaps(draft, serverNow()).length > 0) return;
    setBusy(true);
    setProblem(null);
    const { kind: _kind, ...report } = attemptInput({ ...draft, outcome }, undefined, undefined);
    try {
      const visit = await post<VisitView>(`/visits/${task.id}/report`, report);
      done();
      void message.success(t('visit.reported'));
      await onDone(visit);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <section className="card visit-report">
      <h2>{t('visit.report')}</h2>
      <form
        className="attempt"
        aria-label={t('visit.report')}
        onSubmit={(e) => (e.preventDefault(), void submit())}
      >
        <OutcomeChoice
          kind="visit"
          value={outcome}
          onChange={choose}
          folded={needsGate(outcome)}
          error={errors['outcome'] ?? (pressed && outcome === null ? t('attempt.choose') : undefined)}
        />
        {needsGate(outcome) && <Gate draft={draft} change={change} errors={errors} strict={pressed} />}
        <Input.TextArea
          aria-label={t('attempt.note')}
          autoSize={{ minRows: 2, maxRows: 6 }}
          maxLength={2000}
          placeholder={t('attempt.notePlaceholder')}
          value={draft.note}
          onChange={(e) => change({ note: e.target.value })}
        />
        {problem !== null && (
          <p className="field-error" role="alert">
            {problem.status === 0 ? t('visit.pendingSend') : problemText(problem)}
          </p>
        )}
        <Button
          type="primary"
          size="large"
          block
          htmlType="submit"
          loading={busy}
          disabled={outcome === null}
          data-testid="attempt-submit"
        >
          {outcome === null ? t('attempt.submit') : `${t('attempt.submit')} · ${t(`outcome.${outcome}`)}`}
        </Button>
      </form>
    </section>
  );
}
