import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseView } from '#contracts';
import { near } from '../../i18n/format.js';
import { serverNow } from '../../live/clock.js';
import { messageOf } from '../../live/problem-fields.js';
import { FromCase } from '../../parts/from-case.js';
import { Panel } from '../../parts/panel.js';
import { CaseVisits } from '../visits/case-visits.js';
import { Reveal } from './reveal.js';

/** What sources told: the person (masked), the other side, descriptions, and what of it is doubtful. */
export function KnownCard({ view }: { view: CaseView }): ReactNode {
  const { t, i18n } = useTranslation();
  const { person, suspect } = view;
  const sides = (['phones', 'accounts', 'urls', 'apps'] as const).filter((key) => suspect[key].length > 0);
  return (
    <Panel title={t('case.facts')}>
      <dl className="known">
        <div>
          <dt>{t('case.name')}</dt>
          <dd>
            {person.name === null ? (
              t('time.none')
            ) : (
              <Reveal caseId={view.id} field="name" label={t('case.name')} masked={person.name} />
            )}
          </dd>
        </div>
        <div>
          <dt>{t('case.phone')}</dt>
          <dd>
            {person.phone === null ? (
              t('time.none')
            ) : (
              <Reveal caseId={view.id} field="phone" label={t('case.phone')} masked={person.phone} />
            )}
          </dd>
        </div>
        <div>
          <dt>{t('case.idNumber')}</dt>
          <dd>
            {person.idNumber === null ? (
              t('time.none')
            ) : (
              <Reveal caseId={view.id} field="idNumber" label={t('case.idNumber')} masked={person.idNumber} />
            )}
          </dd>
        </div>
        <div>
          <dt>{t('case.address')}</dt>
          <dd>
            {person.hasAddress ? (
              <Reveal
                caseId={view.id}
                field="address"
                label={t('case.address')}
                masked={<span className="muted">{t('case.onFile')}</span>}
              />
            ) : (
              t('case.notOnFile')
            )}
          </dd>
        </div>
      </dl>
      {sides.length > 0 && (
        <>
          <h4>{t('case.suspect')}</h4>
          <dl className="known">
            {sides.map((key) => (
              <div key={key}>
                <dt>{t(`case.${key}`)}</dt>
                <dd>
                  {suspect[key].map((value) => (
                    <span key={value} className="suspect-value">
                      {value}
                    </span>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {view.descriptions.length > 0 && (
        <>
          <h4>{t('case.descriptions')}</h4>
          <ul className="told">
            {view.descriptions.map((d) => (
              <li key={d.alertId}>
                <Reveal
                  caseId={view.id}
                  field="description"
                  alertId={d.alertId}
                  label={t('case.descriptions')}
                  masked={d.text}
                />
                <span className="muted">
                  {d.sourceName} · {near(d.at, serverNow(), i18n.language)}
                </span>
                <FromCase of={d} />
              </li>
            ))}
          </ul>
        </>
      )}
      {view.warnings.length > 0 && (
        <>
          <h4>{t('case.warnings')}</h4>
          <ul className="told">
            {view.warnings.map((w) => (
              <li key={`${w.field}${w.code}`} className="warned">
                {messageOf(w, i18n.language)}
              </li>
            ))}
          </ul>
        </>
      )}
      {view.attempts.length > 0 && (
        <>
          <h4>{t('case.attemptsTitle')}</h4>
          <ul className="told">
            {view.attempts.toReversed().map((a) => (
              <li key={a.id}>
                <p>
                  {t(`attemptKind.${a.kind}`)} · <b>{t(`outcome.${a.outcome}`)}</b>
                  {a.note !== null && `${t('punct.colon')}${a.note}`}
                </p>
                <span className="muted">
                  {a.by?.name ?? t('timeline.machine')} · {near(a.endedAt, serverNow(), i18n.language)}
                </span>
                <FromCase of={a} />
              </li>
            ))}
          </ul>
        </>
      )}
      <CaseVisits visits={view.visits} />
      {view.messages.length > 0 && (
        <>
          <h4>{t('case.messages')}</h4>
          <ul className="told">
            {view.messages.map((m) => (
              <li
                key={m.id}
                className="message-line"
                data-testid="message"
                data-to={m.to}
                data-state={m.state}
              >
                <span>{t(`messageTo.${m.to}`)}</span>
                <span
                  className="chip"
                  data-tone={
                    m.state === 'delivered'
                      ? 'good'
                      : m.state === 'failed' || m.state === 'unknown'
                        ? 'bad'
                        : undefined
                  }
                >
                  {t(`messageState.${m.state}`)}
                </span>
                <span className="muted">{near(m.at, serverNow(), i18n.language)}</span>
                <FromCase of={m} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
