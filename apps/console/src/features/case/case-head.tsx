import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown, type MenuProps } from 'antd';
import { useCallback, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseView } from '#contracts';
import { near } from '../../i18n/format.js';
import { serverNow } from '../../live/clock.js';
import { CountdownView } from '../../parts/countdown-view.js';
import { Icon } from '../../parts/icons.js';
import { TierMark } from '../../parts/tier-mark.js';
import { useProblem } from '../../parts/use-problem.js';
import { useDesk } from '../../shell/desk-context.js';
import { useShortcutTarget } from '../../shell/use-shortcuts.js';
import { useMay, useSession } from '../session/session.js';
import { startCall } from './call-bar.js';
import { EditFacts } from './edit-facts.js';
import { giveBack, takeCase } from './held-case.js';
import { useLiveCall } from './live-call.js';
import { MergeCase } from './merge-case.js';
import { RaiseTier } from './raise-tier.js';
import { dispatchVisit } from './dispatch-visit.js';

/** Who this is, how pressing, who is on it, and the few things that are done to a case as a whole. */
export function CaseHead({ view }: { view: CaseView }): ReactNode {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const desk = useDesk();
  const may = useMay();
  const me = useSession().account.id;
  const showProblem = useProblem();
  const call = useLiveCall();
  const [busy, setBusy] = useState<'claim' | 'call' | 'release' | null>(null);
  const [dialog, setDialog] = useState<'edit' | 'raise' | 'merge' | null>(null);
  // Only ever written by the socket.
  const { data: viewers } = useQuery<{ id: string; name: string }[]>({
    queryKey: ['presence', view.id],
    queryFn: skipToken,
  });
  const others = (viewers ?? []).filter((v) => v.id !== me && v.id !== view.lease?.by.id);
  const { lease, person } = view;
  const mine = lease?.by.id === me;
  const calling = call?.caseId === view.id;
  const ended = view.state === 'ended';

  const run = useCallback(
    async (what: 'claim' | 'call' | 'release', act: () => Promise<unknown>): Promise<void> => {
      setBusy(what);
      try {
        await act();
      } catch (error) {
        showProblem(error);
        void client.invalidateQueries({ queryKey: ['case', view.id] });
      } finally {
        setBusy(null);
      }
    },
    [client, showProblem, view.id],
  );
  const canCall = mine && !ended && may('cases.call') && person.phone !== null && !calling;
  const ring = useCallback(() => void run('call', () => startCall(client, view)), [client, run, view]);
  useShortcutTarget('call', canCall ? ring : null);

  const items: MenuProps['items'] = [
    ...(may('cases.edit') && !ended ? [{ key: 'edit', label: t('case.editFacts') }] : []),
    ...(may('visits.dispatch') && !ended ? [{ key: 'visit', label: t('case.dispatch') }] : []),
    ...(may('cases.raise') && view.tier !== 'critical' && view.state === 'open'
      ? [{ key: 'raise', label: t('case.tierRaise') }]
      : []),
    ...(may('cases.merge') && !ended && (mine || may('cases.take_over'))
      ? [{ key: 'merge', label: t('merge.do') }]
      : []),
    ...(mine ? [{ type: 'divider' as const }, { key: 'release', label: t('case.release') }] : []),
  ];
  function choose(key: string): void {
    if (key === 'edit' || key === 'raise' || key === 'merge') setDialog(key);
    if (key === 'release')
      void run('release', async () => (await giveBack(client, view.id), message.info(t('case.released'))));
    if (key === 'visit') void run('claim', () => dispatchVisit(client, view));
  }

  return (
    <header className="case-head" data-tier={view.tier}>
      <button type="button" className="bar-button case-back" aria-label={t('act.back')} onClick={desk.close}>
        <Icon name="back" />
      </button>
      <div className="case-tier">
        <TierMark tier={view.tier} size={26} />
      </div>
      <div className="case-who">
        <h2>
          <span>{person.name ?? t('queue.anonymous')}</span>
          <span className="case-phone">{person.phone ?? t('queue.noPhone')}</span>
        </h2>
        <p>
          <span className="nowrap">
            {t('case.no')} {view.no}
          </span>
          <span
            className="chip"
            data-tone={view.state === 'watched' ? 'good' : view.state === 'open' ? 'accent' : undefined}
            data-testid="case-state"
            data-state={view.state}
          >
            {t(`caseState.${view.state}`)}
            {view.result !== null && ` · ${t(`outcome.${view.result}`)}`}
          </span>
          {others.length > 0 && (
            <span className="chip">
              {t('case.viewers', { names: others.map((v) => v.name).join(t('punct.list')) })}
            </span>
          )}
          {person.age !== null && <span className="nowrap">{t('case.age', { n: person.age })}</span>}
          {view.station !== null && <span>{view.station}</span>}
          <span className="nowrap">
            {t('case.receivedAt', { t: near(view.receivedAt, serverNow(), i18n.language) })}
          </span>
        </p>
      </div>
      {view.next !== null && !ended && (
        <div className="case-next">
          <span>{t(`rungKind.${view.next.kind}`)}</span>
          <CountdownView startAt={view.next.startAt} dueAt={view.next.dueAt} large bar />
        </div>
      )}
      <div className="case-acts">
        {lease !== null && !mine && (
          <span className="chip" data-tone="warn">
            {lease.onCall && <Icon name="phone" size={12} />}
            {t('case.heldBy', { name: lease.by.name })}
          </span>
        )}
        {mine && (
          <span className="chip case-mine" data-tone="accent" data-testid="case-mine">
            {t('case.claimed')}
          </span>
        )}
        {!mine && !ended && lease === null && may('cases.claim') && (
          <Button
            type="primary"
            loading={busy === 'claim'}
            onClick={() => void run('claim', () => takeCase(client, view.id))}
            data-testid="claim"
          >
            {t('case.claim')}
          </Button>
        )}
        {!mine && !ended && lease !== null && may('cases.take_over') && (
          <Button
            loading={busy === 'claim'}
            onClick={() => void run('claim', () => takeCase(client, view.id, 'take-over'))}
            title={t('case.takeOverHint', { name: lease.by.name })}
            data-testid="take-over"
          >
            {t('case.takeOver')}
          </Button>
        )}
        {mine && !ended && may('cases.call') && (
          <Button
            type={calling ? 'default' : 'primary'}
            icon={<Icon name="phone" />}
            disabled={!canCall}
            loading={busy === 'call'}
            onClick={ring}
            aria-keyshortcuts="C"
            title={person.phone === null ? t('call.noPhone') : undefined}
            data-testid="call-start"
          >
            {t('call.start')}
          </Button>
        )}
        {items.length > 0 && (
          <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => choose(key) }}>
            <Button icon={<Icon name="more" />} aria-label={t('case.more')} loading={busy === 'release'} />
          </Dropdown>
        )}
      </div>
      {dialog === 'edit' && <EditFacts view={view} onClose={() => setDialog(null)} />}
      {dialog === 'merge' && <MergeCase view={view} onClose={() => setDialog(null)} />}
      {dialog === 'raise' && <RaiseTier view={view} onClose={() => setDialog(null)} />}
    </header>
  );
}
