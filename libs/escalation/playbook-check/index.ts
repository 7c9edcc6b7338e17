import type { Playbook } from '../playbook.js';
import { TIERS, type Tier } from '../vocabulary.js';
import { unboundedCycles } from './cycles.js';
import { deadEnds } from './dead-ends.js';
import type { PlaybookFinding } from './finding.js';
import { ladderGraph, type LadderGraph } from './ladder-graph.js';
import { laidLadders, naming } from './laid-over.js';
import { ladderLimits, outcomeLimits } from './limits.js';
import { missingOutcomes } from './missing-outcomes.js';
import { nobodyHandles, unreachable } from './reach.js';
import { ladderShape, playbookShape } from './shape.js';

export { FINDING_CODES, type PlaybookFinding, type PlaybookFindingCode } from './finding.js';

const LADDER_CHECKS: readonly ((graph: LadderGraph, tier: Tier) => PlaybookFinding[])[] = [
  ladderLimits,
  ladderShape,
  deadEnds,
  missingOutcomes,
  unboundedCycles,
  unreachable,
  nobodyHandles,
];

/**
 * Why this playbook may not be published; empty when it may. It must have the shape of `PLAYBOOK_SCHEMA`. Each ladder is
 * looked at as it is and with its variants laid over it; a finding that is theirs names them.
 */
export function playbookFindings(playbook: Playbook): PlaybookFinding[] {
  return [
    ...distinct([...playbookShape(playbook), ...outcomeLimits(playbook)]),
    ...TIERS.flatMap((tier) => ladderFindings(playbook, tier)),
  ];
}

const distinct = (findings: readonly PlaybookFinding[]): PlaybookFinding[] => [
  ...new Map(findings.map((one) => [one.message, one])).values(),
];

/** What is wrong with one tier's ladder; what is so without a variant, or with one of two, is told once. */
function ladderFindings(playbook: Playbook, tier: Tier): PlaybookFinding[] {
  const told = new Map<string, (readonly number[])[]>();
  return laidLadders(playbook.tiers[tier]).flatMap((laid) => {
    const graph = ladderGraph(playbook, laid.ladder);
    const known = ({ message }: PlaybookFinding): boolean =>
      told.get(message)?.some((over) => over.every((at) => laid.over.includes(at))) ?? false;
    const fresh = distinct(LADDER_CHECKS.flatMap((check) => check(graph, tier))).filter((one) => !known(one));
    for (const { message } of fresh) told.set(message, [...(told.get(message) ?? []), laid.over]);
    return fresh.map((one) => naming(laid, one));
  });
}
