import { Button, Input, Popover, type ButtonProps } from 'antd';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from './use-problem.js';

interface Props {
  label: ReactNode;
  /** What is asked for. */
  title: string;
  submit: string;
  onSubmit: (reason: string) => Promise<unknown>;
  required?: boolean;
  button?: ButtonProps;
  quiet?: boolean;
  testId?: string;
}

/** A button that asks for a reason before it acts; a failure stays beside the words that were typed. */
export function ReasonButton({
  label,
  title,
  submit,
  onSubmit,
  required = true,
  button,
  quiet = false,
  testId,
}: Props): ReactNode {
  const { t } = useTranslation();
  const id = useId();
  const problemText = useProblemText();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function act(): Promise<void> {
    if (required && reason.trim() === '') return setError(t('counter.reasonNeeded'));
    setBusy(true);
    setError(null);
    try {
      await onSubmit(reason.trim());
      setOpen(false);
      setReason('');
    } catch (failure) {
      setError(problemText(failure));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      destroyOnHidden
      // It scrolls with its button, so that it can always be brought into sight.
      getPopupContainer={(trigger) => trigger.parentElement ?? document.body}
      content={
        <form className="form reason" onSubmit={(e) => (e.preventDefault(), void act())}>
          <label htmlFor={id}>{title}</label>
          <Input.TextArea
            id={id}
            autoFocus
            autoSize={{ minRows: 2, maxRows: 5 }}
            maxLength={500}
            value={reason}
            aria-invalid={error !== null}
            onChange={(e) => setReason(e.target.value)}
            data-testid={testId === undefined ? undefined : `${testId}-reason`}
          />
          {error !== null && (
            <span className="field-error" role="alert">
              {error}
            </span>
          )}
          <div className="form-end">
            <Button size="small" onClick={() => setOpen(false)}>
              {t('act.cancel')}
            </Button>
            <Button
              size="small"
              type="primary"
              htmlType="submit"
              loading={busy}
              danger={button?.danger ?? false}
              data-testid={testId === undefined ? undefined : `${testId}-submit`}
            >
              {submit}
            </Button>
          </div>
        </form>
      }
    >
      {quiet ? (
        <button type="button" className="quiet" data-testid={testId}>
          {label}
        </button>
      ) : (
        <Button {...button} data-testid={testId}>
          {label}
        </Button>
      )}
    </Popover>
  );
}
