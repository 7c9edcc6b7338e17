import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { countdown, writeDuration } from '../live/countdown.js';
import { useNow } from '../live/use-now.js';
import './countdown-view.css';

interface Props {
  startAt: string;
  dueAt: string | null;
  bar?: boolean;
  large?: boolean;
}

/** Time left of one clock, by the desk's time, with how much of it has run. */
export function CountdownView({ startAt, dueAt, bar = false, large = false }: Props): ReactNode {
  const { t } = useTranslation();
  const now = useNow();
  const c = countdown(now, startAt, dueAt);
  const units = { day: t('unit.day'), hour: t('unit.hour') };
  const show = c.urgency === 'later' && Date.parse(startAt) > now ? Date.parse(startAt) - now : c.leftMs;
  const none = large ? t('queue.noDeadline') : '—';
  const text = show === null ? none : writeDuration(show, units);
  const spoken =
    c.urgency === 'none'
      ? t('queue.noDeadline')
      : c.urgency === 'over'
        ? t('queue.over', { t: text.replace('−', '') })
        : c.urgency === 'later'
          ? t('queue.later', { t: text })
          : t('queue.due', { t: text });
  return (
    <span className={large ? 'cd cd-large' : 'cd'} data-urgency={c.urgency} title={spoken}>
      <span aria-hidden="true" className="cd-text">
        {c.urgency === 'later' && '↦ '}
        {text}
      </span>
      <span className="sr-only">{spoken}</span>
      {bar && c.urgency !== 'none' && (
        <span className="cd-bar" aria-hidden="true">
          <span style={{ transform: `scaleX(${c.urgency === 'later' ? 0 : 1 - c.used})` }} />
        </span>
      )}
    </span>
  );
}
