import type { Edge, RungSpec, RungTurn } from '../playbook.js';
import type { RungKind } from '../vocabulary.js';
import type { PlaybookFinding } from './finding.js';
import { startedBy, type LadderGraph } from './ladder-graph.js';

/** Contacts: when one comes to nothing, the ladder must say who looks after the person now. */
const CONTACT_KINDS: readonly RungKind[] = ['call', 'robot_call', 'visit', 'relative', 'follow_up'];

/** How a contact ends that came to nothing. */
interface VainEnd {
  turn: RungTurn;
  en: string;
  zh: string;
}
const GIVEN_UP: readonly VainEnd[] = [
  { turn: 'exhausted', en: 'exhausted', zh: '次数用尽' },
  { turn: 'failed', en: 'failed', zh: '失败' },
];
const SKIPPED: VainEnd = { turn: 'skipped', en: 'skipped', zh: '跳过' };
const MISSED: VainEnd = {
  turn: 'skipped',
  en: 'missed in an outage (catchUp: skip)',
  zh: '因停机错过而跳过（catchUp: skip）',
};

/** Whether somebody looks after the case once this edge was followed. */
export const leadsOn =
  (graph: LadderGraph) =>
  (edge: Edge): boolean =>
    edge.do === 'leave_to' ||
    edge.do === 'close' ||
    edge.do === 'exhaust' ||
    startedBy(graph, edge).length > 0;

/** `compress` leaves one out only for a later one of its kind, which is made or has its own end. */
function vainEnds({ skipWhen = [], kind, catchUp }: RungSpec): readonly VainEnd[] {
  if (skipWhen.length > 0 && kind !== 'follow_up') return [...GIVEN_UP, SKIPPED];
  return catchUp === 'skip' ? [...GIVEN_UP, MISSED] : GIVEN_UP;
}

/** Contact rungs after which nothing follows. */
export function deadEnds(graph: LadderGraph, tier: PlaybookFinding['tier']): PlaybookFinding[] {
  return graph.ladder.rungs
    .filter((spec) => CONTACT_KINDS.includes(spec.kind))
    .flatMap((spec) => {
      const dead = vainEnds(spec).filter(({ turn }) => !spec.on?.[turn]?.some(leadsOn(graph)));
      if (dead.length === 0) return [];
      return [
        {
          code: 'dead_end' as const,
          tier,
          rungs: [spec.id],
          message: `${tier}: when rung ${spec.id} is ${dead.map(({ en }) => en).join(' or ')}, nothing follows; start a rung or leave it to one`,
          messageZh: `${tier}：步骤 ${spec.id} ${dead.map(({ zh }) => zh).join('或')}后没有后续；请启动另一步骤，或写明交给哪一步骤`,
        },
      ];
    });
}
