import { App } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../live/http.js';
import { messageOf } from '../live/problem-fields.js';

/** Text of a failure in the reader's language: the fields' own words first, then what the code means. */
export function useProblemText(): (error: unknown) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (error: unknown) => {
      if (!(error instanceof ProblemError))
        return t('problem.unknown', { code: error instanceof Error ? error.name : '?' });
      const meaning = t(`problem.${error.code}`, { defaultValue: '' });
      const fields = (error.problem.errors ?? [])
        .map((e) => messageOf(e, i18n.language))
        .join(t('punct.semicolon'));
      if (fields !== '') return meaning === '' ? fields : `${meaning} ${fields}`;
      return meaning !== '' ? meaning : t('problem.unknown', { code: error.code });
    },
    [t, i18n],
  );
}

/** Show a failure as a passing message; the end of the session is shown by the sign-in page instead. */
export function useProblem(): (error: unknown) => void {
  const { message } = App.useApp();
  const text = useProblemText();
  return useCallback(
    (error: unknown) => {
      if (error instanceof ProblemError && error.status === 401) return;
      if (!(error instanceof ProblemError)) reportError(error);
      void message.error(text(error), 5);
    },
    [message, text],
  );
}
