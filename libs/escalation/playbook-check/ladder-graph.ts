import { WORKS } from '../attempt-target.js';
import type { Answer, Edge, Ladder, Playbook, RungSpec } from '../playbook.js';
import { ATTEMPT_KINDS, OUTCOMES, type AttemptKind, type Outcome } from '../vocabulary.js';
import { replyExit, turnExits, type Exit } from './exits.js';

/** One tier's ladder, as one of its variants has it, read as a graph. */
export interface LadderGraph {
  ladder: Ladder;
  byId: ReadonlyMap<string, RungSpec>;
  exits: readonly Exit[];
  replies: readonly Reply[];
}

type Rungs = Pick<LadderGraph, 'ladder' | 'byId'>;

/** Opened by the engine when nothing else tries any more. */
export const FALLBACK = 'reverify';

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

/** A machine's word ends no case; it asks for a call. */
const MACHINES: readonly AttemptKind[] = ['robot_call', 'sms'];
const CALL: Edge = { do: 'start', rungs: ['call'] };

/** Every outcome of every contact that can come of this ladder and does not end the case. */
function repliesOf(playbook: Playbook, graph: Rungs): Reply[] {
  return OUTCOMES.flatMap((outcome) => {
    const rule = playbook.outcomes[outcome];
    if (rule.ends === 'watch' || rule.notYet) return [];
    const kinds = rule.ends === 'no' ? ATTEMPT_KINDS : MACHINES;
    return kinds
      .filter((kind) => rule.kinds.includes(kind))
      .flatMap((kind) => {
        const general = rule.byKind?.[kind] ?? rule;
        const worked = workedBy(graph, kind);
        const reply = (rung: RungSpec | null): Reply => {
          const answer = rung?.outcomes?.[outcome] ?? general;
          const { rung: as, edges } = answer;
          return {
            outcome,
            kind,
            rung,
            answer: rule.ends === 'no' ? answer : { rung: as, edges: [...edges, CALL] },
          };
        };
        // A call that comes in, or a review, may be all there is.
        if (kind === 'inbound_call' || kind === 'review') return [reply(null), ...worked.map(reply)];
        return worked.map(reply);
      });
  });
}

export function ladderGraph(playbook: Playbook, ladder: Ladder): LadderGraph {
  const rungs: Rungs = { ladder, byId: new Map(ladder.rungs.map((spec) => [spec.id, spec])) };
  const replies = repliesOf(playbook, rungs);
  return {
    ...rungs,
    replies,
    exits: [...turnExits(ladder), ...replies.map(({ rung, answer }) => replyExit(rung, answer))],
  };
}
