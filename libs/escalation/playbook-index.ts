import type { Ladder, Playbook, RungSpec, Variant } from './playbook.js';
import type { CaseFacts } from './snapshot.js';
import { TIERS, type Tier } from './vocabulary.js';

/** A tier's ladder as it is for one person: its variants laid over, its rungs by id. */
export interface LadderIndex {
  ladder: Ladder;
  byId: ReadonlyMap<string, RungSpec>;
}

interface TierIndex {
  plain: LadderIndex;
  variants: readonly Variant[];
  /** By which variants apply, one bit each; made when first asked for. */
  resolved: Map<number, LadderIndex>;
}
export type PlaybookIndex = Readonly<Record<Tier, TierIndex>>;

/** Most variants that one ladder may have. */
export const MOST_VARIANTS = 16;

type AboutPerson = Pick<CaseFacts, 'fraudType' | 'flags'>;

/** Playbooks are frozen data, so what is derived from one is kept as long as it is. */
const indexes = new WeakMap<Playbook, PlaybookIndex>();

const ladderIndex = (ladder: Ladder): LadderIndex => ({
  ladder,
  byId: new Map(ladder.rungs.map((spec) => [spec.id, spec])),
});

/** Rungs by tier and id. */
export function indexOf(playbook: Playbook): PlaybookIndex {
  const known = indexes.get(playbook);
  if (known) return known;
  const entry = (tier: Tier): TierIndex => {
    const ladder = playbook.tiers[tier];
    return { plain: ladderIndex(ladder), variants: ladder.variants ?? [], resolved: new Map() };
  };
  const built = {
    critical: entry('critical'),
    high: entry('high'),
    medium: entry('medium'),
    low: entry('low'),
  };
  indexes.set(playbook, built);
  return built;
}

/** The ladder of this tier with these variants laid over it. */
export function withVariants(ladder: Ladder, variants: readonly Variant[]): Ladder {
  const overlaid = (spec: RungSpec): RungSpec =>
    variants.reduce<RungSpec>((under, { rungs }) => {
      const over = rungs[spec.id];
      if (!over) return under;
      const needs = [...new Set([...(under.needs ?? []), ...(over.needs ?? [])])];
      return { ...under, ...over, ...(needs.length > 0 ? { needs } : {}) };
    }, spec);
  return { ...ladder, rungs: ladder.rungs.map(overlaid) };
}

const applies = ({ types, flags }: Variant, facts: AboutPerson): boolean =>
  (types?.includes(facts.fraudType) ?? false) || (flags?.some((flag) => facts.flags.includes(flag)) ?? false);

/** The ladder of this tier as it is for a case with these facts. */
export function ladderFor(index: PlaybookIndex, tier: Tier, facts: AboutPerson): LadderIndex {
  const { plain, variants, resolved } = index[tier];
  let mask = 0;
  variants.forEach((variant, at) => {
    if (applies(variant, facts)) mask |= 1 << at;
  });
  if (mask === 0) return plain;
  const known = resolved.get(mask);
  if (known) return known;
  const built = ladderIndex(
    withVariants(
      plain.ladder,
      variants.filter((_, at) => mask & (1 << at)),
    ),
  );
  resolved.set(mask, built);
  return built;
}

/** The rung as the present ladder has it, else as the tier it came along from had it (after a raise). */
export function specIn(
  own: LadderIndex,
  index: PlaybookIndex,
  facts: AboutPerson,
  rungId: string,
): RungSpec | undefined {
  const spec = own.byId.get(rungId);
  if (spec) return spec;
  for (const tier of TIERS) {
    const other = ladderFor(index, tier, facts).byId.get(rungId);
    if (other) return other;
  }
  return undefined;
}
