import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input } from 'antd';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../live/http.js';
import { fieldErrors } from '../../live/problem-fields.js';
import { signIn, useExpired } from './session.js';
import { SignInFrame } from './sign-in-frame.js';

/** Name, password and, where the account has one, the one-time code. */
export function SignInPage(): ReactNode {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const expired = useExpired();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [wantsCode, setWantsCode] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const fields = fieldErrors(problem?.problem, i18n.language);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await signIn(client, { username: username.trim(), password, ...(code === '' ? {} : { code }) });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      setProblem(error);
      if (error.problem.errors?.some((e) => e.field.endsWith('code'))) setWantsCode(true);
    } finally {
      setBusy(false);
    }
  }

  function say(error: ProblemError): string {
    if (fields['code'] !== undefined) return fields['code'];
    if (fields['password'] !== undefined) return fields['password'];
    if (error.status === 401) return t('session.wrong');
    if (error.code === 'locked_out') return fields['username'] ?? t('session.locked');
    return t(`problem.${error.code}`, { defaultValue: t('problem.unknown', { code: error.code }) });
  }

  return (
    <SignInFrame title={t('session.title')}>
      <form className="sign-in-form" onSubmit={(event) => void submit(event)} aria-labelledby="sign-in-title">
        {expired && problem === null && <Alert type="info" showIcon title={t('session.expired')} />}
        {problem !== null && <Alert type="error" showIcon title={say(problem)} role="alert" />}
        <div className="field">
          <label htmlFor="username">{t('session.username')}</label>
          <Input
            id="username"
            size="large"
            autoFocus
            required
            autoComplete="username"
            spellCheck={false}
            autoCapitalize="none"
            value={username}
            onChange={(e) => setUsername(e.target.value)}
            data-testid="sign-in-username"
          />
        </div>
        <div className="field">
          <label htmlFor="password">{t('session.password')}</label>
          <Input
            id="password"
            type="password"
            size="large"
            required
            autoComplete="current-password"
            value={password}
            onChange={(e) => setPassword(e.target.value)}
            data-testid="sign-in-password"
          />
        </div>
        {wantsCode ? (
          <div className="field">
            <label htmlFor="code">{t('session.code')}</label>
            <Input
              id="code"
              size="large"
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={8}
              placeholder={t('session.codeHint')}
              value={code}
              onChange={(e) => setCode(e.target.value)}
              data-testid="sign-in-code"
              aria-invalid={fields['code'] !== undefined}
            />
          </div>
        ) : (
          <button type="button" className="quiet sign-in-code" onClick={() => setWantsCode(true)}>
            {t('session.withCode')}
          </button>
        )}
        <Button
          type="primary"
          size="large"
          htmlType="submit"
          block
          loading={busy}
          data-testid="sign-in-submit"
        >
          {t('session.submit')}
        </Button>
        <p className="sign-in-notice">{t('session.notice')}</p>
      </form>
    </SignInFrame>
  );
}
