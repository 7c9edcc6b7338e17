import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../parts/text-field.js';

export interface NewPassword {
  password: string;
  again: string;
}
export const NO_PASSWORD: NewPassword = { password: '', again: '' };

interface Props {
  value: NewPassword;
  onChange: (value: NewPassword) => void;
  /** What the server says of it. */
  error: string | undefined;
  /** The form was sent while the two differed. */
  notSame: boolean;
  large?: boolean;
}

/** A password of one's own choice, typed twice. */
export function NewPasswordFields({ value, onChange, error, notSame, large = false }: Props): ReactNode {
  const { t } = useTranslation();
  const line = {
    type: 'password',
    required: true,
    autoComplete: 'new-password',
    size: large ? ('large' as const) : ('middle' as const),
  };
  return (
    <>
      <TextField
        {...line}
        label={t('password.next')}
        hint={t('password.hint')}
        error={error}
        value={value.password}
        onText={(password) => onChange({ ...value, password })}
        data-testid="new-password"
      />
      <TextField
        {...line}
        label={t('password.again')}
        error={notSame ? t('password.notSame') : undefined}
        value={value.again}
        onText={(again) => onChange({ ...value, again })}
        data-testid="new-password-again"
      />
    </>
  );
}
