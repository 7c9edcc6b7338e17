import { Button, Dropdown } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DECLINE_REASONS, type DeclineReason } from '#escalation';
import type { CaseView } from '#contracts';
import { post } from '../../live/http.js';
import { CountdownView } from '../../parts/countdown-view.js';
import { useProblem } from '../../parts/use-problem.js';
import { useMay } from '../session/session.js';

interface Props {
  view: CaseView;
  confirmation: NonNullable<CaseView['confirmation']>;
  onDone: (view: CaseView) => void;
}

/** A release after a call, or a false alarm, that waits for another person's word. */
export function ConfirmationBox({ view, confirmation, onDone }: Props): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const showProblem = useProblem();
  const [busy, setBusy] = useState(false);
  const { kind } = confirmation;
  /** Names the question on the screen: if another one waits by now, nothing is answered. */
  async function answer(word: 'confirm' | 'decline', reason?: DeclineReason): Promise<void> {
    setBusy(true);
    try {
      onDone(
        await post<CaseView>(`/cases/${view.id}/${word}`, reason === undefined ? { kind } : { kind, reason }),
      );
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <div className="case-confirm" role="status" data-testid="confirmation">
      <span>{t(kind === 'release' ? 'confirmBox.release' : 'confirmBox.falseAlarm')}</span>
      <CountdownView startAt={view.receivedAt} dueAt={confirmation.dueAt} />
      {may('cases.confirm') && (
        <>
          <Dropdown
            trigger={['click']}
            menu={{
              items: DECLINE_REASONS.map((key) => ({ key, label: t(`declineReason.${key}`) })),
              onClick: ({ key }) => void answer('decline', key as DeclineReason),
            }}
          >
            <Button size="small" disabled={busy} title={t('confirmBox.why')} data-testid="decline">
              {t('confirmBox.decline')}
            </Button>
          </Dropdown>
          <Button
            size="small"
            type="primary"
            loading={busy}
            onClick={() => void answer('confirm')}
            data-testid="confirm"
          >
            {t('confirmBox.do')}
          </Button>
        </>
      )}
    </div>
  );
}
