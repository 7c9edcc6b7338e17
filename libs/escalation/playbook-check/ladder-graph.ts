import { WORKS } from '../attempt-target.js';
import {
  RUNG_TURNS,
  type Answer,
  type Edge,
  type Ladder,
  type Playbook,
  type RungSpec,
  type RungTurn,
} from '../playbook.js';
import { ATTEMPT_KINDS, OUTCOMES, type AttemptKind, type Outcome } from '../vocabulary.js';

/** One tier's ladder, as one of its variants has it, read as a graph. */
export interface LadderGraph {
  ladder: Ladder;
  byId: ReadonlyMap<string, RungSpec>;
  links: readonly Link[];
  replies: readonly Reply[];
}

type Rungs = Pick<LadderGraph, 'ladder' | 'byId'>;

/** Opened by the engine when nothing else tries any more. */
export const FALLBACK = 'reverify';

/** A link from a rung by the turn it took. */
export interface Link {
  from: string;
  turn: RungTurn;
  to: string;
}

export const idsOf = (edge: Edge): readonly string[] => {
  switch (edge.do) {
    case 'start':
      return [...edge.rungs, ...(edge.orElse ?? [])];
    case 'leave_to':
    case 'cancel':
    case 'settle':
      return edge.rungs;
    default:
      return [];
  }
};

/** Rungs of this ladder that an edge starts: `orElse` only where it has none of the others. */
export function startedBy({ byId }: Pick<LadderGraph, 'byId'>, edge: Edge): string[] {
  if (edge.do !== 'start') return [];
  const here = edge.rungs.filter((id) => byId.has(id));
  return here.length > 0 ? here : (edge.orElse ?? []).filter((id) => byId.has(id));
}

/** Every turn that starts another rung; a turn does not start its own rung again. */
function linksOf(graph: Rungs): Link[] {
  return graph.ladder.rungs.flatMap((spec) =>
    RUNG_TURNS.flatMap((turn) =>
      (spec.on?.[turn] ?? [])
        .flatMap((edge) => startedBy(graph, edge))
        .filter((to) => to !== spec.id)
        .map((to) => ({ from: spec.id, turn, to })),
    ),
  );
}

/** Rungs of this ladder that a contact of this kind works; re-verification looks after itself. */
const workedBy = ({ ladder }: Rungs, kind: AttemptKind): RungSpec[] =>
  ladder.rungs.filter((spec) => WORKS[kind].includes(spec.kind) && spec.kind !== FALLBACK);

/** What follows an outcome of a contact, as the engine reads it. */
export interface Reply {
  outcome: Outcome;
  kind: AttemptKind;
  /** null: a contact that works no rung of the ladder. */
  rung: RungSpec | null;
  answer: Answer;
}

/** Every outcome of every contact that can come of this ladder and does not end the case. */
function repliesOf(playbook: Playbook, graph: Rungs): Reply[] {
  return OUTCOMES.flatMap((outcome) => {
    const rule = playbook.outcomes[outcome];
    if (rule.ends !== 'no' || rule.notYet) return [];
    return ATTEMPT_KINDS.filter((kind) => rule.kinds.includes(kind)).flatMap((kind) => {
      const general = rule.byKind?.[kind] ?? rule;
      const worked = workedBy(graph, kind);
      const reply = (rung: RungSpec | null): Reply => ({
        outcome,
        kind,
        rung,
        answer: rung?.outcomes?.[outcome] ?? general,
      });
      // A call that comes in, or a review, may be all there is.
      if (kind === 'inbound_call' || kind === 'review') return [reply(null), ...worked.map(reply)];
      return worked.map(reply);
    });
  });
}

export function ladderGraph(playbook: Playbook, ladder: Ladder): LadderGraph {
  const rungs: Rungs = { ladder, byId: new Map(ladder.rungs.map((spec) => [spec.id, spec])) };
  return { ...rungs, links: linksOf(rungs), replies: repliesOf(playbook, rungs) };
}
