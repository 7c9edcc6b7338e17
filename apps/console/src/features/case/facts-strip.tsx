import { Popover } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseView } from '#contracts';
import { money, near } from '../../i18n/format.js';
import { serverNow } from '../../live/clock.js';
import { describeReason, reasonsForTier } from './why.js';

/** What an officer has to know before dialling, on one line: kind of fraud, money, signals, what to mind, why this tier. */
export function FactsStrip({ view }: { view: CaseView }): ReactNode {
  const { t, i18n } = useTranslation();
  const holding = reasonsForTier(view.tierReasons, view.tier);
  const causes = holding.length > 0 ? holding : view.tierReasons.slice(0, 1);
  return (
    <dl className="facts">
      <div>
        <dt>{t('case.fraudType')}</dt>
        <dd className="facts-strong">{t(`fraudType.${view.fraudType}`)}</dd>
      </div>
      <div>
        <dt>{t('case.amount')}</dt>
        <dd className="facts-strong">{view.amountFen === null ? t('time.none') : money(view.amountFen)}</dd>
      </div>
      <div className="facts-wide">
        <dt>{t('case.signals')}</dt>
        <dd className="facts-chips">
          {view.signals.length === 0 && <span className="muted">{t('case.noSignals')}</span>}
          {view.signals.map((signal) => (
            <span key={signal} className="chip" data-tone="bad">
              {t(`signal.${signal}`)}
            </span>
          ))}
        </dd>
      </div>
      {view.person.flags.length > 0 && (
        <div>
          <dt>{t('case.flags')}</dt>
          <dd className="facts-chips">
            {view.person.flags.map((flag) => (
              <span key={flag} className="chip" data-tone="warn">
                {t(`flag.${flag}`)}
              </span>
            ))}
          </dd>
        </div>
      )}
      <div className="facts-wide">
        <dt>{t('case.why', { tier: t(`tier.${view.tier}`) })}</dt>
        <dd data-testid="why-tier">
          {causes.length === 0 && <span className="muted">{t('case.whyNone')}</span>}
          {causes
            .slice(0, 2)
            .map((reason) => describeReason(t, reason))
            .join(t('punct.semicolon'))}
          {view.tierReasons.length > Math.min(2, causes.length) && (
            <Popover
              trigger="click"
              content={
                <ol className="why-list">
                  {view.tierReasons.map((reason, i) => (
                    <li key={`${reason.at}${i}`}>
                      <span className="muted">{near(reason.at, serverNow(), i18n.language)}</span>{' '}
                      <b>{t(`tier.${reason.tier}`)}</b> {describeReason(t, reason)}
                    </li>
                  ))}
                </ol>
              }
            >
              <button type="button" className="quiet">
                {t('act.more', { n: view.tierReasons.length - Math.min(2, causes.length) })}
              </button>
            </Popover>
          )}
        </dd>
      </div>
    </dl>
  );
}
