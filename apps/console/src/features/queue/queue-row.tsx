import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueItem } from '#contracts';
import { money } from '../../i18n/format.js';
import { CountdownView } from '../../parts/countdown-view.js';
import { Icon } from '../../parts/icons.js';
import { TierMark } from '../../parts/tier-mark.js';

interface Props {
  item: QueueItem;
  top: number;
  me: string;
  index: number;
  size: number;
  current: boolean;
  /** It left the queue while the list was held still. */
  ghost: boolean;
  tabbable: boolean;
  onOpen: (id: string) => void;
}

/** One line of the queue: what, who, how much, until when, and who is on it. */
export const QueueRow = memo(function QueueRow({
  item,
  top,
  me,
  index,
  size,
  current,
  ghost,
  tabbable,
  onOpen,
}: Props): ReactNode {
  const { t } = useTranslation();
  const { lease, next } = item;
  const mine = lease?.by.id === me;
  return (
    <div
      role="listitem"
      aria-setsize={size}
      aria-posinset={index + 1}
      className="q-item"
      style={{ transform: `translateY(${top}px)` }}
    >
      <button
        type="button"
        className="q-row"
        data-testid="queue-row"
        data-row={item.id}
        data-tier={item.tier}
        data-ghost={ghost || undefined}
        aria-current={current || undefined}
        tabIndex={tabbable ? 0 : -1}
        onClick={() => onOpen(item.id)}
      >
        <span className="q-tier">
          <TierMark tier={item.tier} size={18} />
        </span>
        <span className="q-main">
          <span className="q-who">
            <b>{item.person.name ?? t('queue.anonymous')}</b>
            <span className="q-phone">{item.person.phone ?? t('queue.noPhone')}</span>
          </span>
          <span className="q-what">
            <span className="q-type">{t(`fraudType.${item.fraudType}`)}</span>
            {item.amountFen !== null && item.amountFen > 0 && (
              <span className="q-money">{money(item.amountFen)}</span>
            )}
            {item.alerts > 1 && <span className="q-alerts">{t('queue.alerts', { n: item.alerts })}</span>}
          </span>
        </span>
        <span className="q-clock">
          {ghost ? (
            <span className="q-gone">{t('queue.left')}</span>
          ) : (
            <>
              <CountdownView startAt={next?.startAt ?? item.receivedAt} dueAt={next?.dueAt ?? null} bar />
              {lease === null ? (
                <span className="q-step">{next === null ? '' : t(`rungKind.${next.kind}`)}</span>
              ) : (
                <span className="q-holder" data-mine={mine || undefined}>
                  {lease.onCall && <Icon name="phone" size={12} />}
                  {mine ? t('queue.me') : lease.by.name}
                  {lease.onCall && <span className="sr-only">{t('queue.onCall')}</span>}
                </span>
              )}
            </>
          )}
        </span>
      </button>
    </div>
  );
});
