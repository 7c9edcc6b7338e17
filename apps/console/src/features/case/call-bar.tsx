import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallStarted, CaseView } from '#contracts';
import { shortTime } from '../../i18n/format.js';
import { serverNow } from '../../live/clock.js';
import { writeDuration } from '../../live/countdown.js';
import { post } from '../../live/http.js';
import { useNow } from '../../live/use-now.js';
import { Icon } from '../../parts/icons.js';
import { useProblem } from '../../parts/use-problem.js';
import { isSettled } from '../ladder/rung-order.js';
import { readable } from './readable-phone.js';
import { dial, dialsItself, setLiveCall, useLiveCall } from './live-call.js';

/** Start the officer's call: the server records the look at the number and holds the case until the call ends. */
export async function startCall(client: QueryClient, view: CaseView): Promise<void> {
  const started = await post<CallStarted>(
    `/cases/${view.id}/calls`,
    view.next?.kind === 'call' ? { rungId: view.next.rungId } : {},
  );
  setLiveCall({ ...started, caseId: view.id, startedAt: serverNow() });
  if (dialsItself()) dial(started.tel);
  void client.invalidateQueries({ queryKey: ['case', view.id] });
}

/** The next try should come from the office's other number. */
const wantsOtherNumber = (view: CaseView): boolean =>
  view.rungs.some((rung) => !isSettled(rung) && rung.callerId === 2);

/** The number in large figures while a call is up: for who dials by hand, and nowhere else. */
export function CallBar({ view }: { view: CaseView }): ReactNode {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const showProblem = useProblem();
  const live = useLiveCall();
  const now = useNow();
  const [busy, setBusy] = useState(false);
  if (live === null || live.caseId !== view.id) return null;

  async function end(callId: string): Promise<void> {
    setBusy(true);
    try {
      await post<null>(`/cases/${view.id}/calls/${callId}/end`);
      setLiveCall(null);
      void client.invalidateQueries({ queryKey: ['case', view.id] });
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <div className="call-bar" role="status" data-testid="call-bar">
      <Icon name="phone" />
      <strong className="call-number" aria-label={t('call.number')}>
        {readable(live.tel)}
      </strong>
      <span className="nowrap">
        {t('call.elapsed', {
          t: writeDuration(Math.max(0, Math.floor((now - live.startedAt) / 1000)) * 1000, {
            day: t('unit.day'),
            hour: t('unit.hour'),
          }),
        })}
      </span>
      <span className="muted">
        {t('call.held', { t: shortTime(live.holdUntil, i18n.language) })} · {t('call.how')}
      </span>
      {wantsOtherNumber(view) && <strong className="nowrap">{t('call.otherNumber')}</strong>}
      <span className="bar-gap" />
      <Button size="small" onClick={() => dial(live.tel)}>
        {t(dialsItself() ? 'call.again' : 'call.start')}
      </Button>
      <Button size="small" loading={busy} onClick={() => void end(live.callId)} data-testid="call-end">
        {t('call.end')}
      </Button>
    </div>
  );
}
