import { Result } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** For accounts that do no case work (appeals officer): their page comes later. */
export function NoWorkPage(): ReactNode {
  const { t } = useTranslation();
  return <Result status="info" title={t('session.noWork')} subTitle={t('session.noWorkHint')} />;
}
