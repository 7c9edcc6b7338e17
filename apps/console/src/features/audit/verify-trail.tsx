import { useMutation } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditVerdict } from '#contracts';
import { count } from '../../i18n/format.js';
import { post } from '../../live/http.js';
import { useProblemText } from '../../parts/use-problem.js';

/** A year of entries takes a while. */
const PATIENCE_MS = 300_000;

/** Recomputes the chain on the server and says what came of it. */
export function VerifyTrail(): ReactNode {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const { data, error, isPending, mutate } = useMutation({
    mutationFn: () => post<AuditVerdict>('/audit/verify', {}, { timeoutMs: PATIENCE_MS }),
  });
  const said = (verdict: AuditVerdict): string =>
    verdict.ok
      ? t('audit.good', {
          entries: count(verdict.entries),
          anchors: count(verdict.anchors),
          unsealed: count(verdict.unsealed),
        })
      : t('audit.bad', { no: count(verdict.no), reason: t(`audit.fault.${verdict.reason}`) });
  return (
    <div className="audit-verify">
      <Button loading={isPending} onClick={() => mutate()} data-testid="audit-verify">
        {t('audit.verify')}
      </Button>
      <div role="status" data-testid="audit-verdict">
        {data !== undefined && !isPending && (
          <Alert type={data.ok ? 'success' : 'error'} showIcon title={said(data)} />
        )}
        {error !== null && <Alert type="warning" showIcon title={problemText(error)} />}
      </div>
    </div>
  );
}
