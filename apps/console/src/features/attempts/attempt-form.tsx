import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Segmented } from 'antd';
import { useCallback, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttemptRecorded, CaseView } from '#contracts';
import { serverNow } from '../../live/clock.js';
import { post, ProblemError } from '../../live/http.js';
import { fieldErrors } from '../../live/problem-fields.js';
import { useProblemText } from '../../parts/use-problem.js';
import { useShortcutTarget } from '../../shell/use-shortcuts.js';
import { keepCase } from '../case/held-case.js';
import { setLiveCall, useLiveCall } from '../case/live-call.js';
import { useMay, useSession } from '../session/session.js';
import { attemptInput, gateGaps } from './draft.js';
import { useDraft } from './draft-store.js';
import { Gate } from './gate.js';
import { OutcomeChoice } from './outcome-choice.js';
import { fits, mayExpire, needsGate, OFFICER_KINDS, rungFor, type OfficerKind } from './outcome-groups.js';
import './attempts.css';

const DAY_MS = 86_400_000;

/** Record what came of a contact; the server lets the ladder react and answers with the whole case. */
export function AttemptForm({ view }: { view: CaseView }): ReactNode {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const problemText = useProblemText();
  const { account } = useSession();
  const may = useMay();
  const call = useLiveCall();
  const live = call?.caseId === view.id ? call : null;
  const { draft, change, done } = useDraft(
    account.id,
    view.id,
    view.state === 'watched' ? 'follow_up' : 'call',
  );
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [pressed, setPressed] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const errors = fieldErrors(problem?.problem, i18n.language);
  const ended = view.state === 'ended';
  const { outcome } = draft;

  useShortcutTarget(
    'record',
    useCallback(() => form.current?.querySelector<HTMLElement>('[role="radio"][tabindex="0"]')?.focus(), []),
  );

  function choose(next: CaseView['attempts'][number]['outcome']): void {
    setProblem(null);
    const plan =
      needsGate(next) && draft.followUpAt === ''
        ? { followUpAt: new Date(serverNow() + DAY_MS).toISOString() }
        : {};
    change({ outcome: next, ...plan });
  }

  async function submit(): Promise<void> {
    setPressed(true);
    if (outcome === null || busy || ended) return;
    if (gateGaps(draft, serverNow()).length > 0) {
      form.current?.querySelector<HTMLElement>('.gate')?.scrollIntoView({ block: 'nearest' });
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      const startedAt = live === null ? undefined : new Date(live.startedAt).toISOString();
      const recorded = await post<AttemptRecorded>(
        `/cases/${view.id}/attempts`,
        attemptInput({ ...draft, outcome }, rungFor(draft.kind, view.rungs), startedAt),
      );
      keepCase(client, recorded.case);
      done();
      setPressed(false);
      if (live !== null) {
        setLiveCall(null);
        // The server ends the call with the attempt; this is for the kinds where it does not, and harmless elsewhere.
        if (draft.kind !== 'call')
          await post(`/cases/${view.id}/calls/${live.callId}/end`).catch(
            (error: unknown) => void message.warning(problemText(error)),
          );
      }
      void message.success(
        recorded.repeated
          ? t('attempt.repeated')
          : t('attempt.recorded', { outcome: t(`outcome.${outcome}`) }),
      );
      void client.invalidateQueries({ queryKey: ['today'] });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      if (error.status !== 401) setProblem(error);
    } finally {
      setBusy(false);
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) {
      event.preventDefault();
      void submit();
    }
  }
  function setKind(kind: OfficerKind): void {
    change({ kind, outcome: outcome !== null && fits(outcome, kind) ? outcome : null });
  }

  return (
    <form
      ref={form}
      className="attempt"
      aria-label={t('attempt.title')}
      onKeyDown={onKeyDown}
      onSubmit={(e) => (e.preventDefault(), void submit())}
    >
      <Segmented<OfficerKind>
        block
        size="small"
        className="attempt-kind"
        aria-label={t('attempt.kind')}
        value={draft.kind}
        onChange={setKind}
        disabled={ended}
        options={OFFICER_KINDS.map((kind) => ({ value: kind, label: t(`attemptKind.${kind}`) }))}
      />
      <OutcomeChoice
        kind={draft.kind}
        expires={mayExpire(view.tier, may)}
        value={outcome}
        onChange={choose}
        disabled={ended}
        folded={needsGate(outcome)}
        error={errors['outcome'] ?? (pressed && outcome === null ? t('attempt.choose') : undefined)}
      />
      {outcome !== null && (
        <p className="attempt-follow" aria-live="polite">
          <span className="muted">{t('attempt.follows')}</span> {t(`attempt.follow.${outcome}`)}
        </p>
      )}
      {needsGate(outcome) && <Gate draft={draft} change={change} errors={errors} strict={pressed} />}
      <div className="field">
        <label className="sr-only" htmlFor={`note-${view.id}`}>
          {t('attempt.note')}
        </label>
        <Input.TextArea
          id={`note-${view.id}`}
          autoSize={{ minRows: 1, maxRows: 6 }}
          maxLength={2000}
          placeholder={t('attempt.notePlaceholder')}
          value={draft.note}
          disabled={ended}
          onChange={(e) => change({ note: e.target.value })}
          data-testid="attempt-note"
        />
        {errors['note'] !== undefined && <span className="field-error">{errors['note']}</span>}
      </div>
      {problem !== null && (
        <p className="field-error" role="alert" data-testid="attempt-problem">
          {problemText(problem)}
        </p>
      )}
      <div className="attempt-end">
        <span className="muted attempt-key">{t('attempt.submitKey')}</span>
        <Button
          type="primary"
          htmlType="submit"
          loading={busy}
          disabled={ended || outcome === null}
          data-testid="attempt-submit"
        >
          {outcome === null ? t('attempt.submit') : `${t('attempt.submit')} · ${t(`outcome.${outcome}`)}`}
        </Button>
      </div>
    </form>
  );
}
