import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseView } from '#contracts';
import { Panel } from '../../parts/panel.js';
import './script.css';

const STEPS = ['opening', 'identity', 'ask', 'say', 'then', 'dos'] as const;
type Step = (typeof STEPS)[number];

/** What to say to this person about this kind of fraud, step by step, with the code they can check through 96110. */
export function ScriptCard({ view }: { view: CaseView }): ReactNode {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>('opening');
  const lines = (path: string): string[] => t(path, { returnObjects: true }) as string[];
  const type = `script.type.${view.fraudType}`;
  const parts: Record<Step, ReactNode> = {
    opening: <Lines items={lines('script.openings')} />,
    identity: (
      <>
        <p className="script-hint">{t('script.identityHint')}</p>
        <Lines items={lines('script.identities')} />
      </>
    ),
    ask: (
      <>
        <p className="script-hint">
          <b>{t('script.trick')}</b> {t(`${type}.trick`)}
        </p>
        <Lines items={lines(`${type}.ask`)} />
      </>
    ),
    say: <Lines items={lines(`${type}.say`)} />,
    then: <Lines items={lines('script.thens')} />,
    dos: (
      <div className="script-rules">
        <div>
          <h4>{t('script.dos')}</h4>
          <Lines items={lines('script.doList')} plain />
        </div>
        <div data-tone="bad">
          <h4>{t('script.donts')}</h4>
          <Lines items={[t(`${type}.dont`), ...lines('script.dontList')]} plain />
        </div>
      </div>
    ),
  };
  return (
    <Panel
      title={t('script.title')}
      area="script"
      flush
      extra={
        <span className="script-code" title={t('script.codeHint')}>
          {t('script.code')} <b data-testid="verification-code">{view.verificationCode}</b>{' '}
          <span className="muted">→ 96110</span>
        </span>
      }
    >
      <div className="script-steps" role="tablist" aria-label={t('script.title')}>
        {STEPS.map((key, i) => (
          <button
            key={key}
            type="button"
            role="tab"
            aria-selected={step === key}
            id={`script-tab-${key}`}
            aria-controls={`script-${key}`}
            onClick={() => setStep(key)}
          >
            {i < 5 && <span aria-hidden="true">{i + 1}</span>}
            {key === 'dos' ? `${t('script.dos')} / ${t('script.donts')}` : t(`script.${key}`)}
          </button>
        ))}
      </div>
      <div className="script-body">
        {STEPS.map((key) => (
          <section
            key={key}
            id={`script-${key}`}
            role="tabpanel"
            aria-labelledby={`script-tab-${key}`}
            data-on={step === key}
          >
            <h4 className="script-all">{key === 'dos' ? null : t(`script.${key}`)}</h4>
            {parts[key]}
          </section>
        ))}
      </div>
    </Panel>
  );
}

function Lines({ items, plain = false }: { items: string[]; plain?: boolean }): ReactNode {
  return (
    <ul className={plain ? 'script-plain' : 'script-lines'}>
      {items.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
