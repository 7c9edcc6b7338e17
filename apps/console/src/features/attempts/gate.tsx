import { Button, Checkbox, Input } from 'antd';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IDENTITY_FACTS, type IdentityFact } from '#escalation';
import { fromWall, toWall } from '../../i18n/format.js';
import { serverNow } from '../../live/clock.js';
import { FACTS_NEEDED, gateGaps, type AttemptDraft } from './draft.js';

const AT_THE_DOOR: readonly IdentityFact[] = ['document_seen', 'known_to_relative'];
const ELSEWHERE = IDENTITY_FACTS.filter((fact) => !AT_THE_DOOR.includes(fact));
const HOURS = [24, 48, 72] as const;

interface Props {
  draft: AttemptDraft;
  change: (part: Partial<AttemptDraft>) => void;
  errors: Record<string, string>;
  /** Submitting was tried: name what is missing. */
  strict: boolean;
}

/** The four checks without which "persuaded" is not believed (domain.md section 3). */
export function Gate({ draft, change, errors, strict }: Props): ReactNode {
  const { t } = useTranslation();
  const id = useId();
  const gaps = gateGaps(draft, serverNow());
  const facts = draft.outcome === 'persuaded_visit' ? [...AT_THE_DOOR, ...ELSEWHERE] : ELSEWHERE;
  const left = Math.max(0, FACTS_NEEDED - draft.facts.length);
  const bad = (field: string, gap: (typeof gaps)[number]): string | undefined =>
    errors[`gate.${field}`] ??
    errors[field] ??
    (strict && gaps.includes(gap) ? t('gate.incomplete', { what: t(`gate.${gap}`) }) : undefined);
  const note = (text: string | undefined): ReactNode =>
    text !== undefined && <span className="field-error">{text}</span>;

  return (
    <fieldset className="gate" aria-describedby={`${id}-hint`} data-testid="gate">
      <legend>
        {t('gate.title')}{' '}
        <span id={`${id}-hint`} className="muted gate-hint">
          {t('gate.hint')}
        </span>
      </legend>
      <div className="gate-part" data-ok={!gaps.includes('missingFacts')}>
        <span className="gate-what">
          {t('gate.facts')}{' '}
          <b>
            {left > 0 ? t('gate.factsNeed', { n: left }) : t('gate.factsDone', { n: draft.facts.length })}
          </b>
        </span>
        <div className="gate-facts">
          {facts.map((fact) => (
            <Checkbox
              key={fact}
              checked={draft.facts.includes(fact)}
              data-testid={`gate-fact-${fact}`}
              onChange={(e) =>
                change({
                  facts: e.target.checked ? [...draft.facts, fact] : draft.facts.filter((f) => f !== fact),
                })
              }
            >
              {t(`fact.${fact}`)}
            </Checkbox>
          ))}
        </div>
        {note(bad('identityFacts', 'missingFacts'))}
      </div>
      <div className="gate-part" data-ok={draft.contactCut}>
        <Checkbox
          checked={draft.contactCut}
          data-testid="gate-contact-cut"
          onChange={(e) => change({ contactCut: e.target.checked })}
        >
          {t('gate.contactCut')}
        </Checkbox>
        {note(bad('contactCut', 'missingCut'))}
      </div>
      <div className="gate-part" data-ok={draft.paymentsChecked}>
        <Checkbox
          checked={draft.paymentsChecked}
          data-testid="gate-payments-checked"
          onChange={(e) => change({ paymentsChecked: e.target.checked })}
        >
          {t('gate.paymentsChecked')}
        </Checkbox>
        {note(bad('paymentsChecked', 'missingPayments'))}
      </div>
      <div className="gate-part" data-ok={!gaps.includes('missingFollowUp')}>
        <label className="gate-what" htmlFor={`${id}-when`}>
          {t('gate.followUp')}
        </label>
        <div className="gate-when">
          <Input
            id={`${id}-when`}
            type="datetime-local"
            size="small"
            value={draft.followUpAt === '' ? '' : toWall(Date.parse(draft.followUpAt))}
            onChange={(e) => change({ followUpAt: fromWall(e.target.value) })}
            data-testid="gate-follow-up"
          />
          {HOURS.map((h) => (
            <Button
              key={h}
              size="small"
              onClick={() => change({ followUpAt: new Date(serverNow() + h * 3_600_000).toISOString() })}
            >
              {t('gate.followUpIn', { n: h })}
            </Button>
          ))}
        </div>
        {note(bad('followUpAt', 'missingFollowUp'))}
      </div>
    </fieldset>
  );
}
