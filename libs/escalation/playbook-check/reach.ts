import type { RungSpec } from '../playbook.js';
import { HUMAN_RUNG_KINDS } from '../vocabulary.js';
import type { PlaybookFinding } from './finding.js';
import { FALLBACK, startedBy, type LadderGraph } from './ladder-graph.js';

const byTime = (spec: RungSpec): boolean => spec.start.anchor !== 'outcome';

/** Ids of the rungs that some run of the ladder comes to. */
function reached(graph: LadderGraph): Set<string> {
  const roots = graph.ladder.rungs.filter((spec) => byTime(spec) || spec.id === FALLBACK);
  const seen = new Set(roots.map((spec) => spec.id));
  const steps = graph.exits.map(({ from, edges }) => ({
    from: from?.id ?? null,
    to: edges.flatMap((edge) => startedBy(graph, edge)),
  }));
  for (let before = -1; before < seen.size;) {
    before = seen.size;
    for (const { from, to } of steps) if (from === null || seen.has(from)) to.forEach((id) => seen.add(id));
  }
  return seen;
}

/** Rungs that nothing starts. */
export function unreachable(graph: LadderGraph, tier: PlaybookFinding['tier']): PlaybookFinding[] {
  const seen = reached(graph);
  const lost = graph.ladder.rungs.filter((spec) => !seen.has(spec.id)).map((spec) => spec.id);
  return lost.map((id) => ({
    code: 'unreachable' as const,
    tier,
    rungs: [id],
    message: `${tier}: nothing ever starts rung ${id}`,
    messageZh: `${tier}：没有任何步骤或结果会启动步骤 ${id}`,
  }));
}

/** It comes in every case, also after an outage. */
const always = ({ onlyTypes, skipWhen = [], catchUp }: RungSpec): boolean =>
  !onlyTypes && skipWhen.length === 0 && catchUp !== 'skip';

/**
 * Whether every case of this tier ends up with a person: by itself after some time, when nothing tries any more, and
 * while it is watched.
 */
export function nobodyHandles(graph: LadderGraph, tier: PlaybookFinding['tier']): PlaybookFinding[] {
  const { rungs } = graph.ladder;
  const found: PlaybookFinding[] = [];
  const must = (ok: boolean, message: string, messageZh: string): void => {
    if (!ok)
      found.push({
        code: 'nobody_handles',
        tier,
        rungs: [],
        message: `${tier}: ${message}`,
        messageZh: `${tier}：${messageZh}`,
      });
  };
  const fallback = rungs.filter((spec) => spec.kind === 'reverify');
  must(
    fallback.length === 1 &&
      fallback[0]!.id === FALLBACK &&
      fallback[0]!.by === 'officer' &&
      fallback[0]!.recurring === true &&
      fallback[0]!.mostCycles === undefined &&
      always(fallback[0]!),
    'it needs one rung reverify of that kind, for an officer, recurring without mostCycles and never skipped (not by catchUp either): it is what opens when nothing else tries',
    '须有且仅有一个 id 与类型均为 reverify 的步骤，由值班员处理、可重复（recurring）、不设 mostCycles 且不可跳过（catchUp 亦不得为 skip）：其他步骤都停止后由它接手',
  );
  const inTime = rungs.some(
    (spec) =>
      spec.start.anchor === 'received' &&
      always(spec) &&
      HUMAN_RUNG_KINDS.includes(spec.kind) &&
      spec.by === 'officer',
  );
  must(
    inTime,
    'no rung for a person comes by its own time, so nobody ends up handling it',
    '没有任何由人处理的步骤会按时到来，案件最终无人处理',
  );
  must(
    rungs.some((spec) => spec.kind === 'follow_up' && spec.start.anchor === 'persuaded' && always(spec)),
    'it needs a follow_up that starts from persuaded, for every type: persuaded is a hypothesis',
    '须有一个以 persuaded 为起点、适用于所有类型的 follow_up：劝阻成功只是假设，须回访',
  );
  return found;
}
