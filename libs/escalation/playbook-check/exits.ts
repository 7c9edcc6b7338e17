import {
  RUNG_TURNS,
  type Answer,
  type Edge,
  type Ladder,
  type RungSpec,
  type RungTurn,
} from '../playbook.js';
import type { RungKind } from '../vocabulary.js';

/**
 * A list of edges that is followed at once, and what the rung it belongs to has come to then. `pending`: it goes on, and
 * ends by itself. `stays`: it waits for a person.
 */
export interface Exit {
  /** null: a contact that works no rung. */
  from: RungSpec | null;
  edges: readonly Edge[];
  /** An outcome, which tries anew what was given up; else a turn of the rung. */
  byOutcome: boolean;
  /** It comes about with no person of the desk or the station doing anything. */
  alone: boolean;
  leaves: 'done' | 'skipped' | 'given_up' | 'pending' | 'stays';
}

/** Kinds that act by themselves, and whose outcomes nobody of ours records: a relative answers by digit. */
const MACHINE_KINDS: readonly RungKind[] = ['sms', 'robot_call', 'relative', 'alarm', 'wait'];

const isMachine = ({ kind, agreement }: RungSpec): boolean => !agreement && MACHINE_KINDS.includes(kind);

function turnExit(spec: RungSpec, turn: RungTurn): Exit {
  const exit = { from: spec, edges: spec.on?.[turn] ?? [], byOutcome: false };
  const givesUp = spec.on?.timeout?.some((edge) => edge.do === 'exhaust') ?? false;
  switch (turn) {
    case 'started':
      return { ...exit, alone: true, leaves: 'done' };
    case 'skipped':
      return { ...exit, alone: true, leaves: 'skipped' };
    case 'timeout':
      return { ...exit, alone: true, leaves: isMachine(spec) || givesUp ? 'pending' : 'stays' };
    case 'exhausted':
      return { ...exit, alone: isMachine(spec) || givesUp, leaves: 'given_up' };
    case 'failed': {
      // Nobody has to do anything for a dispatch to fail.
      const dispatched = spec.kind === 'visit' && !spec.agreement;
      return { ...exit, alone: isMachine(spec) || dispatched, leaves: 'given_up' };
    }
  }
}

/** What every rung of a ladder has for every turn that it takes. */
export const turnExits = ({ rungs }: Ladder): Exit[] =>
  rungs.flatMap((spec) => RUNG_TURNS.map((turn) => turnExit(spec, turn)));

const LEAVES = { done: 'done', failed: 'given_up', retry: 'pending' } as const;

/** What follows an outcome; `rung` null: of a contact that works none. */
export const replyExit = (rung: RungSpec | null, answer: Answer): Exit => ({
  from: rung,
  edges: answer.edges,
  byOutcome: true,
  alone: rung !== null && isMachine(rung),
  leaves: LEAVES[answer.rung],
});
