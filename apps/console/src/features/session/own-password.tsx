import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button } from 'antd';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ProblemError } from '../../live/http.js';
import { fieldErrors } from '../../live/problem-fields.js';
import { TextField } from '../../parts/text-field.js';
import { useProblem, useProblemText } from '../../parts/use-problem.js';
import { NewPasswordFields, NO_PASSWORD } from './new-password.js';
import { changePassword, signOut, useSession } from './session.js';
import { SignInFrame } from './sign-in-frame.js';

/** Whoever came in with a one-time password gets no further than here. */
export function PasswordDuePage(): ReactNode {
  const { t } = useTranslation();
  const client = useQueryClient();
  const showProblem = useProblem();
  return (
    <SignInFrame title={t('password.title')}>
      <p>{t('password.due')}</p>
      <OwnPasswordForm oneTime onDone={() => undefined} />
      <button
        type="button"
        className="quiet sign-in-code"
        onClick={() => void signOut(client).catch(showProblem)}
      >
        {t('account.signOut')}
      </button>
    </SignInFrame>
  );
}

export function OwnPasswordPage(): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  return (
    <div className="sheet">
      <div className="sheet-in sheet-narrow">
        <header className="sheet-head">
          <h1>{t('password.change')}</h1>
        </header>
        <div className="card card-pad">
          <OwnPasswordForm
            onDone={() => {
              void message.success(t('password.done'));
              void navigate('/');
            }}
          />
        </div>
      </div>
    </div>
  );
}

function OwnPasswordForm({ oneTime = false, onDone }: { oneTime?: boolean; onDone: () => void }): ReactNode {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const { account } = useSession();
  const [present, setPresent] = useState('');
  const [next, setNext] = useState(NO_PASSWORD);
  const [notSame, setNotSame] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const fields = fieldErrors(problem?.problem, i18n.language);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setProblem(null);
    setNotSame(next.password !== next.again);
    if (next.password !== next.again) return;
    setBusy(true);
    try {
      await changePassword(client, { password: present, newPassword: next.password });
      onDone();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <form className="sign-in-form" onSubmit={(event) => void submit(event)}>
      {problem !== null && Object.keys(fields).length === 0 && (
        <Alert type="error" showIcon title={problemText(problem)} role="alert" />
      )}
      {/* So that the browser's own password list knows whose it is. */}
      <input type="text" name="username" autoComplete="username" value={account.username} readOnly hidden />
      <TextField
        type="password"
        required
        autoFocus
        autoComplete="current-password"
        size="large"
        label={t(oneTime ? 'password.oneTime' : 'password.present')}
        error={fields['password']}
        value={present}
        onText={setPresent}
        data-testid="present-password"
      />
      <NewPasswordFields
        large
        value={next}
        onChange={setNext}
        error={fields['newPassword']}
        notSame={notSame}
      />
      <Button
        type="primary"
        size="large"
        htmlType="submit"
        block
        loading={busy}
        data-testid="password-submit"
      >
        {t('password.submit')}
      </Button>
    </form>
  );
}
