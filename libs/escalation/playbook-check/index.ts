import { withVariants } from '../playbook-index.js';
import type { Ladder, Playbook } from '../playbook.js';
import { TIERS } from '../vocabulary.js';
import { unboundedCycles } from './cycles.js';
import { deadEnds } from './dead-ends.js';
import { distinct, type PlaybookFinding } from './finding.js';
import { ladderGraph } from './ladder-graph.js';
import { limits } from './limits.js';
import { missingOutcomes } from './missing-outcomes.js';
import { nobodyHandles, unreachable } from './reach.js';
import { ladderShape, playbookShape } from './shape.js';

export { FINDING_CODES, type PlaybookFinding, type PlaybookFindingCode } from './finding.js';

/**
 * Why this playbook may not be published; empty when it may. It must have the shape of `PLAYBOOK_SCHEMA`. Each ladder is
 * looked at as it is and with each of its variants.
 */
export function playbookFindings(playbook: Playbook): PlaybookFinding[] {
  const found = [...playbookShape(playbook), ...limits(playbook)];
  for (const tier of TIERS) {
    const plain = playbook.tiers[tier];
    const ladders: Ladder[] = [plain, ...(plain.variants ?? []).map((one) => withVariants(plain, [one]))];
    for (const ladder of ladders) {
      const graph = ladderGraph(playbook, ladder);
      for (const check of [
        ladderShape,
        deadEnds,
        missingOutcomes,
        unboundedCycles,
        unreachable,
        nobodyHandles,
      ])
        found.push(...check(graph, tier));
    }
  }
  return distinct(found);
}
