import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttemptKind, Outcome } from '#escalation';
import { groupsFor } from './outcome-groups.js';

interface Props {
  kind: AttemptKind;
  /** Whether this account may let this case expire. */
  expires?: boolean;
  value: Outcome | null;
  onChange: (outcome: Outcome) => void;
  disabled?: boolean;
  /** Show the chosen outcome's group alone, until the others are asked for: what follows needs the room. */
  folded?: boolean;
  error?: string | undefined;
}

/** One choice among the outcomes that fit, in groups; arrows walk through all of them. */
export function OutcomeChoice({
  kind,
  expires = false,
  value,
  onChange,
  disabled = false,
  folded = false,
  error,
}: Props): ReactNode {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [unfolded, setUnfolded] = useState(false);
  const every = groupsFor(kind, expires);
  const chosen = folded && !unfolded ? every.filter((g) => g.outcomes.some((o) => o === value)) : [];
  const groups = chosen.length > 0 ? chosen : every;
  const all = groups.flatMap((g) => g.outcomes);
  const stop = value !== null && all.includes(value) ? value : all[0];

  function choose(outcome: Outcome): void {
    setUnfolded(false);
    onChange(outcome);
  }
  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const at = all.findIndex((o) => o === (event.target as HTMLElement).dataset['outcome']);
    const next = all[(at + step + all.length) % all.length];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    choose(next);
    box.current?.querySelector<HTMLElement>(`[data-outcome="${next}"]`)?.focus();
  }

  return (
    <div
      className="outcomes"
      role="radiogroup"
      aria-label={t('attempt.outcome')}
      aria-invalid={error !== undefined}
      onKeyDown={onKeyDown}
      ref={box}
    >
      {groups.map(({ group, outcomes }) => (
        <div key={group} className="outcome-group" data-group={group}>
          <span className="outcome-name">{t(`attempt.group.${group}`)}</span>
          <span className="outcome-keys">
            {outcomes.map((outcome) => (
              <button
                key={outcome}
                type="button"
                role="radio"
                aria-checked={value === outcome}
                tabIndex={outcome === stop ? 0 : -1}
                disabled={disabled}
                data-outcome={outcome}
                data-testid={`outcome-${outcome}`}
                onClick={() => choose(outcome)}
              >
                {t(`outcome.${outcome}`)}
              </button>
            ))}
          </span>
          {chosen.length > 0 && (
            <button
              type="button"
              className="quiet"
              disabled={disabled}
              onClick={() => setUnfolded(true)}
              data-testid="outcome-others"
            >
              {t('attempt.others')}
            </button>
          )}
        </div>
      ))}
      {error !== undefined && <span className="field-error">{error}</span>}
    </div>
  );
}
