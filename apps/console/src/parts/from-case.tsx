import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MaybeMerged } from '#contracts';

/** Which merged case something on this screen is from; nothing for the case's own. */
export function FromCase({ of }: { of: MaybeMerged }): ReactNode {
  const { t } = useTranslation();
  if (of.from === undefined) return null;
  return (
    <span className="chip" data-testid="from-case">
      {t('merge.from', { no: of.from })}
    </span>
  );
}
