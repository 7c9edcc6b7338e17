import type { Edge, RungSpec, RungTurn } from '../playbook.js';
import type { RungKind } from '../vocabulary.js';
import type { PlaybookFinding } from './finding.js';
import { startedBy, type LadderGraph } from './ladder-graph.js';

/** Contacts: when one comes to nothing, the ladder must say who looks after the person now. */
const CONTACT_KINDS: readonly RungKind[] = ['call', 'robot_call', 'visit', 'relative', 'follow_up'];

const ZH: Record<RungTurn, string> = {
  started: '开始',
  skipped: '跳过',
  timeout: '超时',
  exhausted: '次数用尽',
  failed: '失败',
};

/** Whether somebody looks after the case once this edge was followed. */
export const leadsOn =
  (graph: LadderGraph) =>
  (edge: Edge): boolean =>
    edge.do === 'leave_to' ||
    edge.do === 'close' ||
    edge.do === 'exhaust' ||
    startedBy(graph, edge).length > 0;

function turnsOf({ skipWhen, kind }: RungSpec): RungTurn[] {
  const skips = (skipWhen ?? []).length > 0 && kind !== 'follow_up';
  return skips ? ['exhausted', 'failed', 'skipped'] : ['exhausted', 'failed'];
}

/** Contact rungs after which nothing follows. */
export function deadEnds(graph: LadderGraph, tier: PlaybookFinding['tier']): PlaybookFinding[] {
  return graph.ladder.rungs
    .filter((spec) => CONTACT_KINDS.includes(spec.kind))
    .flatMap((spec) => {
      const dead = turnsOf(spec).filter((turn) => !spec.on?.[turn]?.some(leadsOn(graph)));
      if (dead.length === 0) return [];
      return [
        {
          code: 'dead_end' as const,
          tier,
          rungs: [spec.id],
          message: `${tier}: when rung ${spec.id} is ${dead.join(' or ')}, nothing follows; start a rung or leave it to one`,
          messageZh: `${tier}：步骤 ${spec.id} ${dead.map((turn) => ZH[turn]).join('或')}后没有后续；请启动另一步骤，或写明交给哪一步骤`,
        },
      ];
    });
}
