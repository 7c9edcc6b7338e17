import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
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
  async function confirm(): Promise<void> {
    setBusy(true);
    try {
      onDone(await post<CaseView>(`/cases/${view.id}/confirm`));
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <div className="case-confirm" role="status" data-testid="confirmation">
      <span>{t(confirmation.kind === 'release' ? 'confirmBox.release' : 'confirmBox.falseAlarm')}</span>
      <CountdownView startAt={view.receivedAt} dueAt={confirmation.dueAt} />
      {may('cases.confirm') && (
        <Button
          size="small"
          type="primary"
          loading={busy}
          onClick={() => void confirm()}
          data-testid="confirm"
        >
          {t('confirmBox.do')}
        </Button>
      )}
    </div>
  );
}
