import { App, Button, Input, Popover } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { monotonic } from '../../live/clock.js';
import { post } from '../../live/http.js';
import { useNow } from '../../live/use-now.js';
import { Icon } from '../../parts/icons.js';
import { useProblem } from '../../parts/use-problem.js';
import { useMay } from '../session/session.js';

export type RevealField =
  'phone' | 'idNumber' | 'name' | 'address' | 'relative_phone' | 'relative_name' | 'description';
const REASONS = ['verify', 'contact', 'visit'] as const;
const SHOWN_MS = 60_000;

interface Props {
  caseId: string;
  field: RevealField;
  label: string;
  masked: ReactNode;
  relativeId?: string;
  alertId?: string;
}

/** A masked value, and the look behind the mask: with a reason, recorded, for a minute. */
export function Reveal({ caseId, field, label, masked, relativeId, alertId }: Props): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const { message } = App.useApp();
  const showProblem = useProblem();
  const [open, setOpen] = useState(false);
  const [other, setOther] = useState('');
  const [shown, setShown] = useState<{ value: string; until: number } | null>(null);

  async function look(reason: string): Promise<void> {
    if (reason === '') return;
    setOpen(false);
    try {
      const { value } = await post<{ value: string }>(`/cases/${caseId}/reveal`, {
        field,
        reason,
        ...(relativeId === undefined ? {} : { relativeId }),
        ...(alertId === undefined ? {} : { alertId }),
      });
      setShown({ value, until: monotonic() + SHOWN_MS });
    } catch (error) {
      showProblem(error);
    }
  }
  if (shown !== null)
    return (
      <span className="reveal reveal-on">
        <button
          type="button"
          className="quiet reveal-value"
          title={t('reveal.copy')}
          onClick={() =>
            void navigator.clipboard.writeText(shown.value).then(() => message.success(t('reveal.copied')))
          }
        >
          {shown.value}
        </button>
        <HideClock until={shown.until} onOver={() => setShown(null)} />
      </span>
    );
  return (
    <span className="reveal">
      <span>{masked}</span>
      {may('cases.reveal') && (
        <Popover
          trigger="click"
          open={open}
          onOpenChange={setOpen}
          destroyOnHidden
          title={t('reveal.title')}
          content={
            <div className="form reason">
              <p className="muted">{t('reveal.hint')}</p>
              <div className="reveal-reasons">
                {REASONS.map((key) => (
                  <Button key={key} size="small" onClick={() => void look(t(`reveal.${key}`))}>
                    {t(`reveal.${key}`)}
                  </Button>
                ))}
              </div>
              <form className="reveal-other" onSubmit={(e) => (e.preventDefault(), void look(other.trim()))}>
                <Input
                  size="small"
                  value={other}
                  maxLength={120}
                  placeholder={t('reveal.other')}
                  aria-label={t('reveal.other')}
                  onChange={(e) => setOther(e.target.value)}
                />
                <Button size="small" htmlType="submit" disabled={other.trim() === ''}>
                  {t('reveal.show')}
                </Button>
              </form>
            </div>
          }
        >
          <button
            type="button"
            className="quiet reveal-eye"
            aria-label={`${t('reveal.show')}${label}`}
            title={`${t('reveal.show')} ${label}`}
          >
            <Icon name="eye" size={14} />
          </button>
        </Popover>
      )}
    </span>
  );
}

function HideClock({ until, onOver }: { until: number; onOver: () => void }): ReactNode {
  const { t } = useTranslation();
  useNow();
  const left = Math.ceil((until - monotonic()) / 1000);
  useEffect(() => {
    if (left <= 0) onOver();
  }, [left, onOver]);
  return (
    <button type="button" className="quiet reveal-hide" onClick={onOver}>
      {t('reveal.hides', { s: Math.max(0, left) })}
    </button>
  );
}
