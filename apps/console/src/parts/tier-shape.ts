import type { Tier } from '#escalation';

/**
 * A tier is told three ways: colour, word, and a shape that stays apart without colour and at 12 px. The shapes lose
 * corners and filling as the danger falls.
 */
export interface TierShape {
  /** SVG path in a 16 × 16 box. */
  path: string;
  filled: boolean;
  /** A mark inside, drawn in the surface's colour. */
  inner: string | null;
}

export const TIER_SHAPES: Readonly<Record<Tier, TierShape>> = {
  critical: { path: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z', filled: true, inner: 'M8 4.2v4.6M8 11v.9' },
  high: { path: 'M8 1.4 15.2 14.4H.8z', filled: true, inner: 'M8 6.2v3.4M8 11.8v.6' },
  medium: { path: 'M8 1.4 14.6 8 8 14.6 1.4 8z', filled: false, inner: 'M5.4 8h5.2' },
  low: { path: 'M8 2.4a5.6 5.6 0 1 1 0 11.2A5.6 5.6 0 0 1 8 2.4z', filled: false, inner: null },
};
