import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export function Wordmark({ large = false }: { large?: boolean }): ReactNode {
  const { t } = useTranslation();
  return (
    <span className={large ? 'wordmark wordmark-large' : 'wordmark'}>
      <svg width={large ? 36 : 24} height={large ? 36 : 24} viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" fill="#1f4e79" />
        <path d="M8 7v18M24 7v18" stroke="#fff" strokeWidth="3.4" strokeLinecap="round" />
        <path d="M4.5 16h23" stroke="#ffb454" strokeWidth="3.4" strokeLinecap="round" />
      </svg>
      <span className="wordmark-name">{t('app.name')}</span>
      {large && <span className="wordmark-desk">{t('app.desk')}</span>}
    </span>
  );
}
