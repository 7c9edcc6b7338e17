import type { PlaybookFinding } from './finding.js';
import type { Exit } from './exits.js';
import { startedBy, type LadderGraph } from './ladder-graph.js';

/** A rung starts another, or itself, with no person doing anything. */
interface Link {
  from: string;
  to: string;
  exit: Exit;
}

/** Everything that is started alone; links that do the same in every circle are one. */
function linksOf(graph: LadderGraph): Link[] {
  const links = new Map<string, Link>();
  for (const exit of graph.exits) {
    if (!exit.alone || !exit.from) continue;
    const from = exit.from.id;
    for (const to of exit.edges.flatMap((edge) => startedBy(graph, edge))) {
      // A turn that a rung took does not start the rung itself again.
      if (from === to && !exit.byOutcome) continue;
      const key = [from, to, exit.byOutcome, exit.leaves].join(' ');
      if (!links.has(key)) links.set(key, { from, to, exit });
    }
  }
  return [...links.values()];
}

/** Rungs that may be called off while they are pending, with no person doing anything. */
const calledOffIn = ({ exits }: LadderGraph): Set<string> =>
  new Set(
    exits
      .filter(({ alone }) => alone)
      .flatMap(({ edges }) => edges.flatMap((edge) => (edge.do === 'cancel' ? edge.rungs : []))),
  );

/**
 * Whether a rung that left by `out` begins anew when `into` starts it, as the engine's `startsAnew` has it. One that was
 * missed in an outage is not late again, so only skip conditions count.
 */
function beginsAnew(into: Exit, out: Exit, calledOff: ReadonlySet<string>): boolean {
  const { id, mostCycles, recurring, skipWhen = [] } = out.from!;
  if (mostCycles !== undefined) return false;
  switch (out.leaves) {
    case 'skipped':
      return skipWhen.length > 0;
    case 'done':
      return recurring === true;
    case 'given_up':
      return recurring === true || into.byOutcome;
    case 'pending':
      return recurring === true || into.byOutcome || calledOff.has(id);
    case 'stays':
      return calledOff.has(id);
  }
}

/** Circles of links, each of which begins the next one's rung anew: one at least of every knot of them. */
function circlesOf(graph: LadderGraph): Link[][] {
  const [links, calledOff] = [linksOf(graph), calledOffIn(graph)];
  const next = ({ to, exit }: Link): Link[] =>
    links.filter((one) => one.from === to && beginsAnew(exit, one.exit, calledOff));
  const circles: Link[][] = [];
  const [path, left] = [[] as Link[], new Set<Link>()];
  const walk = (link: Link): void => {
    const at = path.indexOf(link);
    if (at >= 0) circles.push(path.slice(at));
    if (at >= 0 || left.has(link)) return;
    path.push(link);
    next(link).forEach(walk);
    path.pop();
    left.add(link);
  };
  links.forEach(walk);
  return circles;
}

/** Rungs that start one another in a circle that no bound ends and no person is asked in; each circle once. */
export function unboundedCycles(graph: LadderGraph, tier: PlaybookFinding['tier']): PlaybookFinding[] {
  const order = graph.ladder.rungs.map((spec) => spec.id);
  const found = new Map<string, PlaybookFinding>();
  for (const links of circlesOf(graph)) {
    const ids = links.map(({ from }) => from);
    const first = ids.indexOf(order.find((id) => ids.includes(id))!);
    const path = [...ids.slice(first), ...ids.slice(0, first)];
    const circle = [...path, path[0]].join(' → ');
    found.set([...new Set(path)].sort().join(' '), {
      code: 'unbounded_cycle',
      tier,
      rungs: [...new Set(path)],
      message: `${tier}: ${circle} goes round without a bound and without a person; give one of these rungs mostCycles`,
      messageZh: `${tier}：${circle} 会无限循环且无人介入；请为其中一个步骤设定 mostCycles`,
    });
  }
  return [...found.values()];
}
