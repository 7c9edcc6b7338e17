import { App } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveEvent } from '#contracts';
import { onFeed } from '../../live/feed-listeners.js';
import { useSession } from '../session/session.js';
import { heldCase, setHeld } from './held-case.js';
import { liveCallOf, setLiveCall } from './live-call.js';

/** Whether an event says that a supervisor took a case from this account. */
export const tookFrom = ({ kind, data }: LiveEvent, accountId: string): boolean =>
  kind === 'taken_over' && data['from'] === accountId;

/** Lets go at once of a case that was taken over, with the call that was up, and says so on any page. */
export function useTakenOver(): void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const me = useSession().account.id;
  useEffect(
    () =>
      onFeed((event) => {
        if (event.caseId === null || !tookFrom(event, me)) return;
        if (heldCase() === event.caseId) setHeld(null);
        if (liveCallOf(event.caseId) !== null) setLiveCall(null);
        void message.warning(t('case.takenOver'), 8);
      }),
    [me, message, t],
  );
}
