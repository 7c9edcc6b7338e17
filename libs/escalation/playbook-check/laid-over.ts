import { withVariants } from '../playbook-index.js';
import type { Ladder, Variant } from '../playbook.js';
import type { PlaybookFinding } from './finding.js';

/** A ladder with some of its variants laid over it. */
export interface LaidLadder {
  ladder: Ladder;
  /** Which variants, counted from 0; none: the ladder as it is. */
  over: readonly number[];
}

const shareOne = <T>(some: readonly T[] | undefined, others: readonly T[] | undefined): boolean =>
  some?.some((one) => others?.includes(one)) ?? false;

/** Two variants that one case may have, and that change the same rung. A case has one type of fraud, and any flags. */
function meet(a: Variant, b: Variant): boolean {
  const oneCase = a.flags !== undefined || b.flags !== undefined || shareOne(a.types, b.types);
  return oneCase && shareOne(Object.keys(a.rungs), Object.keys(b.rungs));
}

/**
 * The ladder as it is, with each of its variants, and with each two that meet: no limit hangs on more than two fields of
 * a rung, and each field comes from one of them.
 */
export function laidLadders(ladder: Ladder): LaidLadder[] {
  const variants = ladder.variants ?? [];
  const over = [
    [],
    ...variants.map((_, at) => [at]),
    ...variants.flatMap((a, at) =>
      variants.flatMap((b, other) => (other > at && meet(a, b) ? [[at, other]] : [])),
    ),
  ];
  return over.map((some) => ({
    ladder:
      some.length === 0
        ? ladder
        : withVariants(
            ladder,
            some.map((at) => variants[at]!),
          ),
    over: some,
  }));
}

const nameOf = ({ types = [], flags = [] }: Variant, separator: string): string =>
  [...types, ...flags].join(separator);

/** Says in a finding under which variants the ladder is at fault, counted from 1. */
export function naming({ ladder, over }: LaidLadder, finding: PlaybookFinding): PlaybookFinding {
  if (over.length === 0) return finding;
  const named = (colon: string, comma: string): string[] =>
    over.map((at) => `${at + 1}${colon}${nameOf(ladder.variants![at]!, comma)}`);
  const english = `${over.length > 1 ? 'variants' : 'variant'} ${named(': ', ', ').join(' and ')}`;
  return {
    ...finding,
    message: `${finding.message} (${english})`,
    messageZh: `${finding.messageZh}（变体 ${named('：', '、').join('与变体 ')}）`,
  };
}
