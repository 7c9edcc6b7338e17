import type { Ladder, Playbook, RungSpec } from './playbook.js';
import { TIERS, type Tier } from './vocabulary.js';

interface TierIndex {
  ladder: Ladder;
  byId: ReadonlyMap<string, RungSpec>;
}
export type PlaybookIndex = Readonly<Record<Tier, TierIndex>>;

/** Playbooks are frozen data, so what is derived from one is kept as long as it is. */
const indexes = new WeakMap<Playbook, PlaybookIndex>();

function build(playbook: Playbook): PlaybookIndex {
  const entry = (tier: Tier): TierIndex => {
    const ladder = playbook.tiers[tier];
    return { ladder, byId: new Map(ladder.rungs.map((spec) => [spec.id, spec])) };
  };
  return { critical: entry('critical'), high: entry('high'), medium: entry('medium'), low: entry('low') };
}

/** Rungs by tier and id. */
export function indexOf(playbook: Playbook): PlaybookIndex {
  const known = indexes.get(playbook);
  if (known) return known;
  const built = build(playbook);
  indexes.set(playbook, built);
  return built;
}

/** The rung of this tier's ladder, if it has one. */
export function specInTier(playbook: Playbook, tier: Tier, rungId: string): RungSpec | undefined {
  return indexOf(playbook)[tier].byId.get(rungId);
}

/** The rung as this tier has it, else as the tier it came along from had it (after a raise). */
export function specIn(index: PlaybookIndex, tier: Tier, rungId: string): RungSpec | undefined {
  const own = index[tier].byId.get(rungId);
  if (own) return own;
  for (const other of TIERS) {
    const spec = index[other].byId.get(rungId);
    if (spec) return spec;
  }
  return undefined;
}
