import { App as AntApp, ConfigProvider, theme as antTheme, type ThemeConfig } from 'antd';
import zhCN from 'antd/locale/zh_CN';
import { useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './tokens.css';

export type ThemeName = 'light' | 'dark';
const STORE = 'holdline.theme';
const listeners = new Set<() => void>();

function initial(): ThemeName {
  const stored = localStorage.getItem(STORE);
  if (stored === 'light' || stored === 'dark') return stored;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
let current: ThemeName = initial();
document.documentElement.dataset['theme'] = current;

export function setTheme(name: ThemeName): void {
  current = name;
  document.documentElement.dataset['theme'] = name;
  localStorage.setItem(STORE, name);
  for (const listener of listeners) listener();
}
export const useTheme = (): ThemeName =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );

const stillness = matchMedia('(prefers-reduced-motion: reduce)');
/** Whether the person asked for no motion; the components then wait for the end of none. */
const useStillness = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      stillness.addEventListener('change', listener);
      return () => stillness.removeEventListener('change', listener);
    },
    () => stillness.matches,
  );

/** The components' tokens, from the same palette as tokens.css. */
const palettes: Record<ThemeName, ThemeConfig['token']> = {
  light: {
    colorPrimary: '#1f5a8c',
    colorError: '#b81f2a',
    colorWarning: '#8f5200',
    colorSuccess: '#1c6e43',
    colorInfo: '#1f5a8c',
    colorErrorBg: '#fbe9e9',
    colorWarningBg: '#fcf0d9',
    colorSuccessBg: '#e0f2e8',
    colorInfoBg: '#e3eef7',
    colorTextBase: '#17212b',
    colorBgBase: '#ffffff',
    colorBorder: '#c3ccd5',
    colorBorderSecondary: '#d9dfe5',
    colorTextPlaceholder: '#6b7885',
    colorTextDescription: '#5f6d7a',
  },
  dark: {
    colorPrimary: '#5f9dcd',
    colorError: '#f28b86',
    colorWarning: '#e2b566',
    colorSuccess: '#76c79a',
    colorInfo: '#7fb2dc',
    colorTextBase: '#d6dee6',
    colorBgBase: '#10161c',
    colorBgContainer: '#171f27',
    colorBgElevated: '#1d2731',
    colorBorder: '#3a4855',
    colorBorderSecondary: '#29343f',
    colorTextPlaceholder: '#8b9aa8',
    colorTextDescription: '#8b9aa8',
    colorTextLightSolid: '#0d1a26',
  },
};

type AntLocale = typeof zhCN;

/** Theme, component language and the place where messages appear. */
export function ThemeProvider({ children }: { children: ReactNode }): ReactNode {
  const name = useTheme();
  const still = useStillness();
  const { i18n } = useTranslation();
  const [english, setEnglish] = useState<AntLocale | null>(null);
  const wantsEnglish = i18n.language === 'en';
  useEffect(() => {
    if (wantsEnglish && english === null) void import('antd/locale/en_US').then((m) => setEnglish(m.default));
  }, [wantsEnglish, english]);
  const config = useMemo<ThemeConfig>(
    () => ({
      algorithm: name === 'dark' ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm,
      token: {
        ...palettes[name],
        fontFamily: 'var(--font)',
        fontSize: 14,
        borderRadius: 6,
        controlHeight: 34,
        controlHeightSM: 28,
        wireframe: false,
        motion: !still,
        motionDurationMid: '0.12s',
        motionDurationSlow: '0.16s',
      },
    }),
    [name, still],
  );
  return (
    <ConfigProvider
      theme={config}
      locale={wantsEnglish && english !== null ? english : zhCN}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      <AntApp message={{ maxCount: 3, top: 7 }} style={{ height: '100%' }}>
        {children}
      </AntApp>
    </ConfigProvider>
  );
}
