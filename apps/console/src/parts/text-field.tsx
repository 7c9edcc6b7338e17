import { Input, type InputProps } from 'antd';
import { useId, type ReactNode } from 'react';

interface Props extends Omit<InputProps, 'onChange' | 'id'> {
  label: string;
  /** What is wrong with it; told in place of the hint. */
  error?: string | undefined;
  hint?: string;
  onText: (text: string) => void;
}

/** A labelled line of text, with its hint or what is wrong beside it for eyes and screen readers alike. */
export function TextField({ label, error, hint, onText, ...input }: Props): ReactNode {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input
        {...input}
        id={id}
        status={error === undefined ? '' : 'error'}
        aria-invalid={error !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        onChange={(e) => onText(e.target.value)}
      />
      {note !== undefined && (
        <span id={`${id}-note`} className={error === undefined ? 'field-hint' : 'field-error'}>
          {note}
        </span>
      )}
    </div>
  );
}
