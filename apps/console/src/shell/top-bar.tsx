import { useQueryClient } from '@tanstack/react-query';
import { Dropdown } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation, useNavigate } from 'react-router';
import { giveBack, heldCase } from '../features/case/held-case.js';
import { dialsItself, setDialsItself } from '../features/case/live-call.js';
import { signOut, useMay, useSession } from '../features/session/session.js';
import { TodayCount } from '../features/reports/today-count.js';
import { Icon } from '../parts/icons.js';
import { useProblem } from '../parts/use-problem.js';
import { ConnectionSign } from './connection-sign.js';
import { useDesk } from './desk-context.js';
import { LookSwitch } from './look-switch.js';
import { Wordmark } from './wordmark.js';

const PAGES = [
  { to: '/', action: 'queue.read', word: 'nav.queue' },
  { to: '/approvals', action: 'countermeasures.approve', word: 'nav.approvals' },
  { to: '/quarantine', action: 'quarantine.read', word: 'nav.quarantine' },
  { to: '/reports', action: 'reports.daily', word: 'nav.reports' },
  { to: '/field', action: 'visits.task', word: 'nav.field' },
  { to: '/accounts', action: 'accounts.read', word: 'nav.accounts' },
  { to: '/audit', action: 'audit.read', word: 'nav.audit' },
] as const;

export function TopBar(): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { account, demo } = useSession();
  const may = useMay();
  const desk = useDesk();
  const showProblem = useProblem();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const onDesk = pathname === '/' || pathname.startsWith('/cases/');
  const [dials, setDials] = useState(dialsItself);
  const pages = PAGES.filter((page) => may(page.action));

  async function leave(): Promise<void> {
    try {
      const id = heldCase();
      if (id !== null) await giveBack(client, id);
      await signOut(client);
    } catch (error) {
      showProblem(error);
    }
  }

  return (
    <header className="bar">
      <Wordmark />
      {pages.length > 1 && (
        <nav className="bar-nav" aria-label={t('nav.main')}>
          {pages.map((page) => (
            <NavLink
              key={page.to}
              to={page.to}
              className={({ isActive }) => (isActive && (page.to !== '/' || onDesk) ? 'active' : '')}
            >
              {t(page.word)}
            </NavLink>
          ))}
        </nav>
      )}
      <span className="bar-gap" />
      {may('reports.today') && <TodayCount />}
      {may('live.connect') && <ConnectionSign />}
      {may('queue.read') && (
        <button
          type="button"
          className="bar-button bar-wide"
          title={`${t('keys.title')} (?)`}
          aria-label={t('keys.help')}
          onClick={() => desk.openDialog('keys')}
        >
          <Icon name="keys" />
        </button>
      )}
      <LookSwitch />
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'who', disabled: true, label: `${account.name} · ${t(`role.${account.role}`)}` },
            ...(demo ? [{ key: 'demo', disabled: true, label: t('app.demo') }] : []),
            { type: 'divider' },
            ...(may('cases.call') ? [{ key: 'dial', label: t(dials ? 'call.autoOff' : 'call.autoOn') }] : []),
            { key: 'password', label: t('password.change') },
            { key: 'out', label: t('account.signOut') },
          ],
          onClick: ({ key }) => {
            if (key === 'out') void leave();
            if (key === 'password') void navigate('/password');
            if (key === 'dial') {
              setDialsItself(!dials);
              setDials(!dials);
            }
          },
        }}
      >
        <button
          type="button"
          className="bar-button bar-account"
          aria-label={`${t('account.menu')} ${account.name}`}
          data-testid="account-menu"
        >
          <span className="bar-name">{account.name}</span>
          <Icon name="down" size={12} />
        </button>
      </Dropdown>
    </header>
  );
}
