import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tier } from '#escalation';
import { TIER_SHAPES } from './tier-shape.js';
import './tier-mark.css';

/** Colour, shape and word of a tier. */
export function TierMark({
  tier,
  size = 16,
  word = true,
}: {
  tier: Tier;
  size?: number;
  word?: boolean;
}): ReactNode {
  const { t } = useTranslation();
  const shape = TIER_SHAPES[tier];
  return (
    <span className="tier" data-tier={tier}>
      <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
        <path
          d={shape.path}
          fill={shape.filled ? 'currentColor' : 'none'}
          stroke="currentColor"
          strokeWidth={shape.filled ? 0 : 1.6}
          strokeLinejoin="round"
        />
        {shape.inner !== null && (
          <path
            d={shape.inner}
            fill="none"
            stroke={shape.filled ? 'var(--surface)' : 'currentColor'}
            strokeWidth="1.7"
            strokeLinecap="round"
          />
        )}
      </svg>
      <span className={word ? 'tier-word' : 'sr-only'}>{t(`tier.${tier}`)}</span>
    </span>
  );
}
