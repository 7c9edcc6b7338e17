import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Button, Result, Spin } from 'antd';
import { lazy, Suspense, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BrowserRouter, useLocation } from 'react-router';
import { PasswordDuePage } from '../features/session/own-password.js';
import { SignInPage } from '../features/session/sign-in.js';
import { useSessionQuery, watchSession } from '../features/session/session.js';
import { ProblemError } from '../live/http.js';
import { ThemeProvider } from '../theme/theme.js';
import './shell.css';

const Shell = lazy(() => import('./shell.js').then((m) => ({ default: m.Shell })));

const SetupPage = lazy(() =>
  import('../features/setup/setup-page.js').then((m) => ({ default: m.SetupPage })),
);

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal will not get better by asking again; a lost answer may.
      retry: (times, error) =>
        times < 2 && (!(error instanceof ProblemError) || error.status === 0 || error.status >= 500),
      refetchOnWindowFocus: false,
      staleTime: 15_000,
    },
    mutations: { retry: false },
  },
});
watchSession(client);

function Gate(): ReactNode {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const { data, isPending, isError, refetch } = useSessionQuery();
  if (isPending) return <Spin fullscreen delay={300} />;
  if (isError)
    return (
      <Result
        status="warning"
        title={t('problem.offline')}
        extra={
          <Button type="primary" onClick={() => void refetch()}>
            {t('act.retry')}
          </Button>
        }
      />
    );
  if (data === null)
    return pathname === '/setup' ? (
      <Suspense fallback={<Spin fullscreen delay={300} />}>
        <SetupPage />
      </Suspense>
    ) : (
      <SignInPage />
    );
  if (data.passwordDue) return <PasswordDuePage />;
  return (
    <Suspense fallback={<Spin fullscreen delay={300} />}>
      <Shell key={data.account.id} />
    </Suspense>
  );
}

export function Root(): ReactNode {
  return (
    <QueryClientProvider client={client}>
      <ThemeProvider>
        {/* Not as a transition: the case on screen and the address in the bar never differ, on slow machines either. */}
        <BrowserRouter useTransitions={false}>
          <Gate />
        </BrowserRouter>
      </ThemeProvider>
    </QueryClientProvider>
  );
}
