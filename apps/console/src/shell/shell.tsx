import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Route, Routes, useLocation, useNavigate } from 'react-router';
import { AlarmStrip } from '../features/alarms/alarm-strip.js';
import { giveBack, heldCase, setHeld, takeNext, useHeartbeat } from '../features/case/held-case.js';
import { useTakenOver } from '../features/case/taken-over.js';
import { DeskPage } from '../features/queue/desk-page.js';
import { OwnPasswordPage } from '../features/session/own-password.js';
import { useMay } from '../features/session/session.js';
import { startLive } from '../live/connection.js';
import { Lazy } from '../parts/lazy.js';
import { useProblem } from '../parts/use-problem.js';
import { ConnectionBanner } from './connection-sign.js';
import { DeskContext, type Desk } from './desk-context.js';
import { KeysHelp } from './keys-help.js';
import type { Shortcut } from './shortcuts.js';
import { TopBar } from './top-bar.js';
import { runTarget, useShortcuts } from './use-shortcuts.js';

const ApprovalsPage = lazy(() =>
  import('../features/countermeasures/approvals-page.js').then((m) => ({ default: m.ApprovalsPage })),
);
const QuarantinePage = lazy(() =>
  import('../features/quarantine/quarantine-page.js').then((m) => ({ default: m.QuarantinePage })),
);
const ReportPage = lazy(() =>
  import('../features/reports/report-page.js').then((m) => ({ default: m.ReportPage })),
);
const FieldPage = lazy(() =>
  import('../features/visits/field-page.js').then((m) => ({ default: m.FieldPage })),
);
const AccountsPage = lazy(() =>
  import('../features/accounts/accounts-page.js').then((m) => ({ default: m.AccountsPage })),
);
const AuditPage = lazy(() =>
  import('../features/audit/audit-page.js').then((m) => ({ default: m.AuditPage })),
);
const ManualAlert = lazy(() =>
  import('../features/intake/manual-alert.js').then((m) => ({ default: m.ManualAlert })),
);
const FindCall = lazy(() => import('../features/intake/find-call.js').then((m) => ({ default: m.FindCall })));
const NoWorkPage = lazy(() => import('./no-work-page.js').then((m) => ({ default: m.NoWorkPage })));

/** The frame of everything behind the sign-in: bar, alarms, pages, keys, and what runs under all of them. */
export function Shell(): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const { message } = App.useApp();
  const showProblem = useProblem();
  const may = useMay();
  const [dialog, setDialog] = useState<'keys' | 'find' | 'alert' | null>(null);
  const [taking, setTaking] = useState(false);

  const live = may('live.connect');
  useEffect(() => (live ? startLive(client) : undefined), [client, live]);
  useEffect(() => () => setHeld(null), []);
  useHeartbeat(client);
  useTakenOver();

  const next = useCallback(async () => {
    if (taking || !may('queue.next')) return;
    setTaking(true);
    try {
      const view = await takeNext(client);
      if (view === null) void message.info(t('queue.none'));
      else await navigate(`/cases/${view.id}`);
    } catch (error) {
      showProblem(error);
    } finally {
      setTaking(false);
    }
  }, [client, may, message, navigate, showProblem, t, taking]);

  const close = useCallback(() => {
    const id = heldCase();
    if (pathname.startsWith('/cases/')) void navigate('/');
    if (id !== null && pathname === `/cases/${id}`) void giveBack(client, id);
  }, [client, navigate, pathname]);

  useShortcuts((shortcut: Shortcut) => {
    if (shortcut === 'next') void next();
    else if (shortcut === 'help') setDialog('keys');
    else if (shortcut === 'find' && may('inbound_calls.take')) setDialog('find');
    else if (shortcut === 'alert' && may('alerts.manual')) setDialog('alert');
    else if (shortcut === 'close') close();
    else runTarget(shortcut);
  });

  const desk = useMemo<Desk>(
    () => ({ next: () => void next(), taking, close, openDialog: setDialog }),
    [next, taking, close],
  );
  const home = may('queue.read')
    ? null
    : may('countermeasures.approve')
      ? '/approvals'
      : may('visits.task')
        ? '/field'
        : may('accounts.read')
          ? '/accounts'
          : may('audit.read')
            ? '/audit'
            : '/account';
  // Whoever signs in where somebody else signed out may not see the page that is still in the address.
  const only = (action: string, page: ReactNode): ReactNode =>
    may(action) ? page : <Navigate to="/" replace />;
  const field = pathname.startsWith('/field');

  useEffect(() => {
    if (!pathname.startsWith('/cases/')) document.title = t('app.name');
  }, [pathname, t]);

  return (
    <DeskContext value={desk}>
      <div className="shell" data-page={field ? 'field' : 'desk'}>
        <a className="skip" href="#page">
          {t('nav.skip')}
        </a>
        <TopBar />
        {live && <ConnectionBanner />}
        {may('alarms.read') && !field && <AlarmStrip />}
        <main id="page" className="page" tabIndex={-1}>
          <Suspense fallback={<Lazy />}>
            <Routes>
              {/* One element for both addresses, so that opening a case leaves the queue where it is scrolled. */}
              <Route
                element={home === null || pathname !== '/' ? <DeskPage /> : <Navigate to={home} replace />}
              >
                <Route path="/" element={null} />
                <Route path="/cases/:caseId" element={null} />
              </Route>
              <Route path="/approvals" element={only('countermeasures.approve', <ApprovalsPage />)} />
              <Route path="/quarantine" element={only('quarantine.read', <QuarantinePage />)} />
              <Route path="/reports" element={only('reports.daily', <ReportPage />)} />
              <Route path="/field/:visitId?" element={only('visits.task', <FieldPage />)} />
              <Route path="/accounts" element={only('accounts.read', <AccountsPage />)} />
              <Route path="/audit" element={only('audit.read', <AuditPage />)} />
              <Route path="/password" element={<OwnPasswordPage />} />
              <Route path="/account" element={<NoWorkPage />} />
              <Route path="*" element={<Navigate to="/" replace />} />
            </Routes>
          </Suspense>
        </main>
        <KeysHelp open={dialog === 'keys'} onClose={() => setDialog(null)} />
        <Suspense fallback={null}>
          {dialog === 'alert' && <ManualAlert onClose={() => setDialog(null)} />}
          {dialog === 'find' && <FindCall onClose={() => setDialog(null)} />}
        </Suspense>
      </div>
    </DeskContext>
  );
}
