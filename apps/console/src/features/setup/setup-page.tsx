import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { call, ProblemError } from '../../live/http.js';
import { fieldErrors } from '../../live/problem-fields.js';
import { TextField } from '../../parts/text-field.js';
import { useProblemText } from '../../parts/use-problem.js';
import { NewPasswordFields, NO_PASSWORD } from '../session/new-password.js';
import { signIn } from '../session/session.js';
import { SignInFrame } from '../session/sign-in-frame.js';

/** Where the link of the first start leads. Its token is in the fragment, which the browser sends to nobody. */
export function SetupPage(): ReactNode {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const token = useLocation().hash.slice(1);
  const [username, setUsername] = useState('');
  const [name, setName] = useState('');
  const [next, setNext] = useState(NO_PASSWORD);
  const [notSame, setNotSame] = useState(false);
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const fields = fieldErrors(problem?.problem, i18n.language);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setProblem(null);
    setNotSame(next.password !== next.again);
    if (next.password !== next.again) return;
    setBusy(true);
    try {
      const account = { username: username.trim(), name: name.trim(), password: next.password };
      await call('POST', '/setup', { body: { token, ...account }, quiet401: true });
      setMade(true);
      await signIn(client, { username: account.username, password: account.password });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }

  const toSignIn = <Link to="/">{t('setup.toSignIn')}</Link>;
  if (token === '' || made)
    return (
      <SignInFrame title={t('setup.title')}>
        {made ? (
          <Alert type="success" showIcon title={t('setup.made')} />
        ) : (
          <Alert type="warning" showIcon title={t('setup.noToken')} />
        )}
        {toSignIn}
      </SignInFrame>
    );
  const general =
    fields['token'] ?? (problem !== null && Object.keys(fields).length === 0 ? problemText(problem) : null);
  return (
    <SignInFrame title={t('setup.title')}>
      <p className="muted">{t('setup.hint')}</p>
      <form className="sign-in-form" onSubmit={(event) => void submit(event)} aria-labelledby="sign-in-title">
        {general !== null && <Alert type="error" showIcon title={general} role="alert" />}
        <TextField
          size="large"
          required
          autoFocus
          maxLength={80}
          autoComplete="name"
          label={t('accounts.name')}
          error={fields['name']}
          value={name}
          onText={setName}
          data-testid="setup-name"
        />
        <TextField
          size="large"
          required
          maxLength={64}
          autoComplete="username"
          spellCheck={false}
          autoCapitalize="none"
          label={t('accounts.username')}
          hint={t('accounts.usernameHint')}
          error={fields['username']}
          value={username}
          onText={setUsername}
          data-testid="setup-username"
        />
        <NewPasswordFields
          large
          value={next}
          onChange={setNext}
          error={fields['password']}
          notSame={notSame}
        />
        <Button type="primary" size="large" htmlType="submit" block loading={busy} data-testid="setup-submit">
          {t('setup.submit')}
        </Button>
      </form>
      {toSignIn}
    </SignInFrame>
  );
}
