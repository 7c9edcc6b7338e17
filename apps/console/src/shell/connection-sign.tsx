import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFreshness } from '../live/use-connection.js';

/** How fresh the screen is: state and seconds since the server was last heard. */
export function ConnectionSign(): ReactNode {
  const { t } = useTranslation();
  const { shown, age } = useFreshness();
  const state = t(`connection.${shown}`);
  return (
    <span
      className="conn"
      data-testid="connection-state"
      data-state={shown}
      role="img"
      aria-label={t('connection.label', { state, s: age ?? 0 })}
      title={t('connection.label', { state, s: age ?? 0 })}
    >
      <span className="conn-dot" />
      <span>{state}</span>
      {age !== null && <span className="conn-age">{t('connection.ago', { s: age })}</span>}
    </span>
  );
}

/** A line across the page when what is shown may be old. */
export function ConnectionBanner(): ReactNode {
  const { t } = useTranslation();
  const { shown, age } = useFreshness();
  if (shown === 'live' || shown === 'connecting') return null;
  const text =
    shown === 'polling'
      ? t('connection.pollingBanner')
      : shown === 'stale'
        ? t('connection.staleBanner', { s: age ?? 0 })
        : t('connection.offlineBanner');
  return (
    <div className="banner" data-tone={shown === 'polling' ? 'warn' : 'bad'} role="status">
      {text}
    </div>
  );
}
