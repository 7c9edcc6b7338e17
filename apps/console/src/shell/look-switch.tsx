import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { setLanguage } from '../i18n/index.js';
import { Icon } from '../parts/icons.js';
import { setTheme, useTheme } from '../theme/theme.js';

/** Language and theme, one press each. */
export function LookSwitch(): ReactNode {
  const { t, i18n } = useTranslation();
  const theme = useTheme();
  const chinese = i18n.language === 'zh-CN';
  return (
    <>
      <button
        type="button"
        className="bar-button"
        lang={chinese ? 'en' : 'zh-CN'}
        title={t('language.switch')}
        aria-label={t('language.switch')}
        onClick={() => void setLanguage(chinese ? 'en' : 'zh-CN')}
        data-testid="language-switch"
      >
        {t('language.short')}
      </button>
      <button
        type="button"
        className="bar-button"
        title={t('theme.switch')}
        aria-label={t('theme.switch')}
        onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}
        data-testid="theme-switch"
      >
        <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
      </button>
    </>
  );
}
