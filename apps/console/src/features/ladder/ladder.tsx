import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RungStatus } from '#escalation';
import type { CaseView, RungView } from '#contracts';
import { near } from '../../i18n/format.js';
import { serverNow } from '../../live/clock.js';
import { post } from '../../live/http.js';
import { CountdownView } from '../../parts/countdown-view.js';
import { Icon, type IconName } from '../../parts/icons.js';
import { Panel } from '../../parts/panel.js';
import { ReasonButton } from '../../parts/reason-button.js';
import { useProblem } from '../../parts/use-problem.js';
import { useMay } from '../session/session.js';
import { climbing, isClock, isSettled, parallel, stepAfter } from './rung-order.js';
import './ladder.css';

const KIND_ICONS: Record<RungView['kind'], IconName> = {
  sign_in: 'check',
  call: 'phone',
  robot_call: 'robot',
  sms: 'message',
  visit: 'visit',
  face_to_face: 'people',
  relative: 'people',
  countermeasure: 'shield',
  report_back: 'report',
  follow_up: 'loop',
  reverify: 'search',
  alarm: 'bell',
  wait: 'clock',
};
const STATUS_ICONS: Partial<Record<RungStatus, IconName>> = {
  done: 'check',
  skipped: 'skip',
  cancelled: 'cross',
  exhausted: 'cross',
  failed: 'cross',
};
/** Rungs that a person's word settles. */
const BY_WORD = new Set<RungView['kind']>(['sign_in', 'report_back', 'countermeasure', 'reverify']);

/** The ladder drawn as a rail: each rung with its state, its clock and its tries; several may run at once. */
export function Ladder({ view, onDone }: { view: CaseView; onDone: (view: CaseView) => void }): ReactNode {
  const { t } = useTranslation();
  const rungs = climbing(view.rungs);
  const together = parallel(rungs);
  const settled = rungs.filter(isSettled).length;
  return (
    <Panel
      title={t('ladder.title')}
      flush
      testId="ladder"
      extra={<span className="muted">{`${settled} / ${rungs.length}`}</span>}
    >
      <ol className="ladder">
        {rungs.map((rung) => (
          <Rung
            key={rung.id}
            rung={rung}
            view={view}
            together={together.has(rung.id)}
            held={view.pause?.rungs.includes(rung.id) === true}
            onDone={onDone}
          />
        ))}
      </ol>
    </Panel>
  );
}

interface RungProps {
  rung: RungView;
  view: CaseView;
  together: boolean;
  held: boolean;
  onDone: (view: CaseView) => void;
}

function Rung({ rung, view, together, held, onDone }: RungProps): ReactNode {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const showProblem = useProblem();
  const [busy, setBusy] = useState(false);
  const settled = isSettled(rung);
  // A visit that came to nothing keeps a watched case from ending, until it is made or waived.
  const stillOwed = rung.kind === 'visit' && (rung.status === 'failed' || rung.status === 'exhausted');
  const after = stepAfter(rung.id);
  const active = rung.status === 'open' || rung.status === 'running';
  const why =
    rung.reason === null
      ? ''
      : ((['ladder.reason', 'outcome', 'raiseCause', 'rungKind'] as const)
          .map((list) => t(`${list}.${rung.reason}`, { defaultValue: '' }))
          .find((word) => word !== '') ?? '');

  async function say(word: 'done' | 'agree'): Promise<void> {
    setBusy(true);
    try {
      onDone(await post<CaseView>(`/cases/${view.id}/rungs/${rung.id}/${word}`));
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <li
      className="rung"
      data-testid={`rung-${rung.id}`}
      data-status={rung.status}
      data-clock={isClock(rung) || undefined}
      data-together={together || undefined}
      aria-label={t('ladder.aria', {
        kind: t(`rungKind.${rung.kind}`),
        status: t(`rungStatus.${rung.status}`),
      })}
    >
      <span className="rung-node" aria-hidden="true">
        <Icon name={STATUS_ICONS[rung.status] ?? KIND_ICONS[rung.kind]} size={13} />
      </span>
      <span className="rung-what">
        <span className="rung-name">
          {t(`ladder.named.${rung.id}`, { defaultValue: t(`rungKind.${rung.kind}`) })}
          {after !== null && ` ${t(`ladder.${after.unit}`, { n: after.n })}`}
        </span>
        <span className="rung-state">
          {held && view.pause !== null
            ? t('case.pause', { t: near(view.pause.until, serverNow(), i18n.language) })
            : isClock(rung) && rung.status === 'open'
              ? t('ladder.ticking')
              : t(`rungStatus.${rung.status}`)}
        </span>
        {(rung.attempts > 0 || (active && rung.maxAttempts !== null)) && (
          <span className="rung-try">
            {rung.maxAttempts === null
              ? t('ladder.tryOpen', { n: rung.attempts })
              : t('ladder.try', { n: rung.attempts, max: rung.maxAttempts })}
          </span>
        )}
        {why !== '' && <span className="rung-why">{why}</span>}
        {!settled && rung.callerId === 2 && <span className="rung-why">{t('call.otherNumber')}</span>}
        {!settled &&
          rung.needs.map((need) => (
            <span key={need} className="rung-why">
              {t(`need.${need}`)}
            </span>
          ))}
        {rung.outcome !== null && t(`outcome.${rung.outcome}`) !== why && (
          <span className="rung-why">{t(`outcome.${rung.outcome}`)}</span>
        )}
      </span>
      <span className="rung-end">
        {!settled && may('cases.rung_done') && active && BY_WORD.has(rung.kind) && (
          <button
            type="button"
            className="quiet"
            disabled={busy}
            onClick={() => void say('done')}
            data-testid={`rung-done-${rung.id}`}
          >
            {t('ladder.done')}
          </button>
        )}
        {active && rung.reason === 'agreement_needed' && may('cases.agree') && (
          <button
            type="button"
            className="quiet"
            disabled={busy}
            onClick={() => void say('agree')}
            data-testid={`rung-agree-${rung.id}`}
          >
            {t('ladder.agree')}
          </button>
        )}
        {(!settled || stillOwed) && may('cases.waive') && (
          <ReasonButton
            quiet
            label={t('ladder.waive')}
            title={t('ladder.waiveReason')}
            submit={t('ladder.waive')}
            testId={`waive-${rung.id}`}
            onSubmit={async (reason) =>
              onDone(await post<CaseView>(`/cases/${view.id}/rungs/${rung.id}/waive`, { reason }))
            }
          />
        )}
        {!settled && (
          <CountdownView
            startAt={rung.status === 'waiting' ? rung.startAt : rung.anchoredAt}
            dueAt={rung.dueAt}
            bar={active && rung.dueAt !== null}
          />
        )}
      </span>
    </li>
  );
}
