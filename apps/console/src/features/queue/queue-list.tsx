import { useQueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Button } from 'antd';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { count } from '../../i18n/format.js';
import { Icon } from '../../parts/icons.js';
import { Lazy } from '../../parts/lazy.js';
import { useDesk } from '../../shell/desk-context.js';
import { useShortcutTarget } from '../../shell/use-shortcuts.js';
import { useSession } from '../session/session.js';
import { loadMore, useQueue } from './queue-query.js';
import { QueueRow } from './queue-row.js';
import { useFrozenOrder } from './use-frozen-order.js';
import './queue.css';

const ROW_PX = 60;
const NONE: never[] = [];

/** The live queue in the server's order, held still while somebody is in it. */
export function QueueList({ openId }: { openId: string | null }): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const desk = useDesk();
  const me = useSession().account.id;
  const queue = useQueue(client);
  const list = useFrozenOrder(queue.data?.items ?? NONE);
  const { ids, ghosts, waiting, stale } = list.view;
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const inside = useRef({ pointer: false, focus: false });
  const rows = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
    getItemKey: (i) => ids[i] ?? i,
  });
  const visible = rows.getVirtualItems();

  const last = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last > 0 && last >= ids.length - 40) void loadMore(client);
  }, [client, last, ids.length]);

  function hold(part: 'pointer' | 'focus', held: boolean): void {
    inside.current[part] = held;
    list.freeze(inside.current.pointer || inside.current.focus);
  }
  const { freeze } = list;
  // A focused row that is unmounted (scrolled away, adopted over) sends no blur; look again when anything changes.
  useEffect(() => {
    const { pointer, focus } = inside.current;
    if (!focus || body.current?.contains(document.activeElement) === true) return;
    inside.current.focus = false;
    freeze(pointer);
  }, [freeze, ids, last, queue.data]);
  function focusRow(index: number): void {
    const id = ids[Math.max(0, Math.min(ids.length - 1, index))];
    if (id === undefined) return;
    rows.scrollToIndex(ids.indexOf(id), { align: 'auto' });
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)?.focus(),
    );
  }
  function onKeyDown(event: KeyboardEvent): void {
    const at = ids.indexOf((event.target as HTMLElement).dataset['row'] ?? '');
    if (at < 0) return;
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: ids.length - 1,
      PageDown: at + 8,
      PageUp: at - 8,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    focusRow(to);
  }
  useShortcutTarget('queue', () => focusRow(Math.max(0, openId === null ? 0 : ids.indexOf(openId))));

  const open = (id: string): void => void navigate(`/cases/${id}`);
  const firstFocusable = openId !== null && ids.includes(openId) ? openId : ids[0];

  return (
    <section className="queue" aria-label={t('queue.title')}>
      <div className="queue-head">
        <h2>
          {t('queue.title')} <span className="queue-total">{count(queue.data?.total ?? 0)}</span>
        </h2>
        <span className="bar-gap" />
        <Button
          icon={<Icon name="search" size={14} />}
          onClick={() => desk.openDialog('find')}
          aria-label={t('queue.find')}
          title={`${t('queue.find')} (I)`}
        />
        <Button
          icon={<Icon name="plus" size={14} />}
          onClick={() => desk.openDialog('alert')}
          aria-label={t('queue.manual')}
          title={`${t('queue.manual')} (A)`}
        />
        <Button
          type="primary"
          loading={desk.taking}
          onClick={desk.next}
          data-testid="next-case"
          aria-keyshortcuts="N"
        >
          {t('queue.next')} <kbd className="kbd-on">N</kbd>
        </Button>
      </div>
      <div
        className="queue-body"
        ref={body}
        onPointerEnter={(e) => e.pointerType !== 'touch' && hold('pointer', true)}
        onPointerLeave={() => hold('pointer', false)}
        onFocus={() => hold('focus', true)}
        onBlur={(e) => !e.currentTarget.contains(e.relatedTarget) && hold('focus', false)}
        onKeyDown={onKeyDown}
      >
        {stale && list.frozen && (
          <button type="button" className="queue-fresh" onClick={list.takeNew} data-testid="queue-fresh">
            <Icon name="loop" size={14} />
            {waiting > 0 ? t('queue.fresh', { n: waiting }) : t('queue.reorder')}
          </button>
        )}
        {queue.isPending ? (
          <Lazy label={t('queue.loading')} />
        ) : queue.isError && ids.length === 0 ? (
          <div className="empty" role="alert">
            <strong>{t('queue.loadFailed')}</strong>
            <Button onClick={() => void queue.refetch()}>{t('act.retry')}</Button>
          </div>
        ) : ids.length === 0 ? (
          <div className="empty">
            <strong>{t('queue.empty')}</strong>
            <span>{t('queue.emptyHint')}</span>
          </div>
        ) : (
          <div className="queue-scroll" ref={scroller} tabIndex={-1}>
            <div
              role="list"
              aria-label={t('queue.title')}
              style={{ height: rows.getTotalSize(), position: 'relative' }}
            >
              {visible.map((row) => {
                const id = ids[row.index];
                const item = id === undefined ? undefined : list.line(id);
                if (item === undefined) return null;
                return (
                  <QueueRow
                    key={row.key}
                    item={item}
                    top={row.start}
                    me={me}
                    index={row.index}
                    size={ids.length}
                    current={item.id === openId}
                    ghost={ghosts.has(item.id)}
                    tabbable={item.id === firstFocusable}
                    onOpen={open}
                  />
                );
              })}
            </div>
          </div>
        )}
      </div>
    </section>
  );
}
