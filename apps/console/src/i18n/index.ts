import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { zh } from './zh/index.js';

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORE = 'holdline.language';
const isLanguage = (value: string | null): value is Language => LANGUAGES.some((l) => l === value);

/** Start with the language chosen last, Chinese before any choice; English is fetched only when it is used. */
export async function startLanguages(): Promise<void> {
  const chosen = localStorage.getItem(STORE);
  await i18next.use(initReactI18next).init({
    lng: 'zh-CN',
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { translation: zh } },
    interpolation: { escapeValue: false },
    returnNull: false,
    showSupportNotice: false,
  });
  await setLanguage(isLanguage(chosen) ? chosen : 'zh-CN');
}

/** Switch the words, the document's language (which picks the Chinese glyphs) and remember it. */
export async function setLanguage(language: Language): Promise<void> {
  if (language === 'en' && !i18next.hasResourceBundle('en', 'translation')) {
    const { en } = await import('./en/index.js');
    i18next.addResourceBundle('en', 'translation', en);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  localStorage.setItem(STORE, language);
}
