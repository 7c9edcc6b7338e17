import type { Edge, Ladder, Playbook, RungSpec } from '../playbook.js';
import { TIERS, type Tier } from '../vocabulary.js';
import type { PlaybookFinding, PlaybookFindingCode } from './finding.js';
import { idsOf, type LadderGraph } from './ladder-graph.js';

/** Every edge that a rung has, by its turns and by its own outcomes. */
const edgesOf = ({ on, outcomes }: RungSpec): Edge[] => [
  ...Object.values(on ?? {}).flat(),
  ...Object.values(outcomes ?? {}).flatMap((answer) => answer.edges),
];

type Report = (code: PlaybookFindingCode, rungs: string[], message: string, messageZh: string) => void;

function reporter(tier: Tier | null, found: PlaybookFinding[]): Report {
  const prefix = tier === null ? ['', ''] : [`${tier}: `, `${tier}：`];
  return (code, rungs, message, messageZh) =>
    void found.push({ code, tier, rungs, message: prefix[0] + message, messageZh: prefix[1] + messageZh });
}

/** What one ladder names must be there, once, and where it belongs. */
export function ladderShape(graph: LadderGraph, tier: Tier): PlaybookFinding[] {
  const found: PlaybookFinding[] = [];
  const report = reporter(tier, found);
  const ids = graph.ladder.rungs.map((spec) => spec.id);
  for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at)))
    report('duplicate_rung', [id], `rung ${id} is there twice`, `步骤 ${id} 重复`);
  for (const spec of graph.ladder.rungs) {
    const lost = edgesOf(spec)
      .flatMap(idsOf)
      .filter((id) => !graph.byId.has(id));
    for (const id of new Set(lost))
      report(
        'unknown_rung',
        [spec.id, id],
        `rung ${spec.id} names ${id}, which is not there`,
        `步骤 ${spec.id} 引用了不存在的步骤 ${id}`,
      );
    misplaced(spec, report);
    times(spec, report);
  }
  return found;
}

const ELAPSING = ['wait', 'alarm'];

function misplaced(spec: RungSpec, report: Report): void {
  const { id, kind, on } = spec;
  if (on?.started && !ELAPSING.includes(kind))
    report(
      'misplaced',
      [id],
      `rung ${id}: only wait and alarm have edges on started`,
      `步骤 ${id}：只有 wait 与 alarm 可有 started 出口`,
    );
  if (kind === 'wait' && !on?.started?.length)
    report(
      'misplaced',
      [id],
      `rung ${id} waits for nothing: it needs edges on started`,
      `步骤 ${id} 等待之后无事发生：须有 started 出口`,
    );
  if (ELAPSING.includes(kind) && spec.due)
    report(
      'misplaced',
      [id],
      `rung ${id}: a ${kind} has a start and no deadline`,
      `步骤 ${id}：${kind} 只有开始时间，没有时限`,
    );
  if (spec.promised && spec.kind !== 'follow_up')
    report(
      'misplaced',
      [id],
      `rung ${id}: only a follow_up is promised`,
      `步骤 ${id}：只有 follow_up 可设 promised`,
    );
}

function times({ id, start, due, attempts }: RungSpec, report: Report): void {
  if (due && due.anchor !== start.anchor)
    report('times', [id], `rung ${id}: start and due need one anchor`, `步骤 ${id}：开始与时限须用同一起点`);
  if (due && due.afterS < start.afterS)
    report('times', [id], `rung ${id} is due before it starts`, `步骤 ${id} 的时限早于开始`);
  if (attempts && (attempts.max - 1) * attempts.spacingS > attempts.windowS)
    report(
      'times',
      [id],
      `rung ${id}: its attempts do not fit into windowS`,
      `步骤 ${id}：尝试次数与间隔超出 windowS`,
    );
}

/** What holds over all tiers: one id is one rung, outcomes and variants name rungs that exist. */
export function playbookShape(playbook: Playbook): PlaybookFinding[] {
  const found: PlaybookFinding[] = [];
  const report = reporter(null, found);
  const kinds = new Map<string, string>();
  for (const tier of TIERS) {
    for (const { id, kind } of playbook.tiers[tier].rungs) {
      const known = kinds.get(id) ?? kind;
      kinds.set(id, known);
      if (known !== kind)
        report(
          'kind_differs',
          [id],
          `rung ${id} is a ${known} in one tier and a ${kind} in ${tier}`,
          `步骤 ${id} 在不同等级类型不同：${known} 与 ${kind}（${tier}）`,
        );
    }
    variantsNameRungs(playbook.tiers[tier], reporter(tier, found));
  }
  for (const [outcome, rule] of Object.entries(playbook.outcomes)) {
    const edges = [...rule.edges, ...Object.values(rule.byKind ?? {}).flatMap((answer) => answer.edges)];
    for (const id of new Set(edges.flatMap(idsOf).filter((one) => !kinds.has(one))))
      report(
        'unknown_rung',
        [id],
        `outcome ${outcome} names ${id}, which is in no tier`,
        `结果 ${outcome} 引用了任何等级都没有的步骤 ${id}`,
      );
  }
  return found;
}

function variantsNameRungs({ rungs, variants }: Ladder, report: Report): void {
  for (const variant of variants ?? []) {
    for (const id of Object.keys(variant.rungs).filter((one) => !rungs.some((spec) => spec.id === one)))
      report(
        'unknown_rung',
        [id],
        `a variant names ${id}, which is not there`,
        `变体引用了不存在的步骤 ${id}`,
      );
  }
}
