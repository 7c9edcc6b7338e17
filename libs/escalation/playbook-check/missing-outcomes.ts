import { OUTCOMES, type Outcome } from '../vocabulary.js';
import { leadsOn } from './dead-ends.js';
import type { PlaybookFinding } from './finding.js';
import type { LadderGraph } from './ladder-graph.js';

/** Outcomes that are told of a rung and lead nowhere: no retry, no edge, nobody told. */
export function missingOutcomes(graph: LadderGraph, tier: PlaybookFinding['tier']): PlaybookFinding[] {
  const leads = leadsOn(graph);
  const lost = new Map<Outcome, Set<string>>();
  for (const { outcome, kind, rung, answer } of graph.replies) {
    const goesOn = answer.rung !== 'done' && rung !== null;
    if (goesOn || answer.edges.some((edge) => edge.do === 'alarm' || leads(edge))) continue;
    if (rung === null && answer.rung !== 'done') continue;
    lost.set(outcome, (lost.get(outcome) ?? new Set()).add(rung?.id ?? kind));
  }
  return OUTCOMES.flatMap((outcome) => {
    const rungs = [...(lost.get(outcome) ?? [])];
    if (rungs.length === 0) return [];
    return [
      {
        code: 'missing_outcome' as const,
        tier,
        rungs,
        outcome,
        message: `${tier}: outcome ${outcome} of ${rungs.join(', ')} has no edge: nothing would follow it`,
        messageZh: `${tier}：步骤 ${rungs.join('、')} 的结果 ${outcome} 没有出口，之后无人跟进`,
      },
    ];
  });
}
