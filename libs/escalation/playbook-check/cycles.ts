import type { PlaybookFinding } from './finding.js';
import type { LadderGraph, Link } from './ladder-graph.js';

/**
 * Links that can be followed again and again: a rung that was skipped is begun anew whenever something starts it, any
 * other only when it recurs without a bound.
 */
function repeatable({ byId }: LadderGraph, { from, turn }: Link): boolean {
  const spec = byId.get(from)!;
  return turn === 'skipped' || (spec.recurring === true && spec.mostCycles === undefined);
}

/** Rungs that start one another in a circle that nothing ends; each circle once. */
export function unboundedCycles(graph: LadderGraph, tier: PlaybookFinding['tier']): PlaybookFinding[] {
  const next = new Map<string, string[]>();
  for (const link of graph.links.filter((one) => repeatable(graph, one)))
    next.set(link.from, [...(next.get(link.from) ?? []), link.to]);
  const order = graph.ladder.rungs.map((spec) => spec.id);
  const found = new Map<string, string[]>();
  const walk = (path: string[]): void => {
    for (const to of next.get(path.at(-1)!) ?? []) {
      if (to === path[0]) found.set([...path].sort().join(' '), path);
      // Each circle is found from that of its rungs which comes first in the ladder.
      else if (!path.includes(to) && order.indexOf(to) > order.indexOf(path[0]!)) walk([...path, to]);
    }
  };
  order.forEach((id) => walk([id]));
  return [...found.values()].map((path) => {
    const circle = [...path, path[0]].join(' → ');
    return {
      code: 'unbounded_cycle' as const,
      tier,
      rungs: path,
      message: `${tier}: ${circle} goes round without a bound; give one of these rungs mostCycles`,
      messageZh: `${tier}：${circle} 会无限循环；请为其中一个步骤设定 mostCycles`,
    };
  });
}
