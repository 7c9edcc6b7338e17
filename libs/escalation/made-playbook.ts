import { DEFAULT_PLAYBOOK } from './default.playbook.js';
import { playbookFindings } from './playbook-check/index.js';
import type { Answer, Edge, Ladder, Playbook, RungSpec, RungTurn, Variant } from './playbook.js';
import { SKIP_CONDITIONS } from './playbook.js';
import { FRAUD_TYPES, OUTCOMES, PERSON_FLAGS, TIERS, type Outcome, type RungKind } from './vocabulary.js';

/** Draws for one made-up playbook. */
interface Draw {
  below(n: number): number;
  of<T>(list: readonly T[]): T;
  chance(share: number): boolean;
}

/** mulberry32: enough for specs, and the same on every machine. */
function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return { below, of: (list) => list[below(list.length)]!, chance: (share) => next() < share };
}

type Change<T> = (value: T, draw: Draw) => T;

const TURNS: readonly RungTurn[] = ['skipped', 'timeout', 'exhausted', 'failed'];
const KINDS: readonly RungKind[] = [
  'call',
  'robot_call',
  'sms',
  'visit',
  'alarm',
  'wait',
  'follow_up',
  'countermeasure',
];
const SPANS = [0, 1, 30, 60, 300, 1_800, 7_200, 86_400, 3 * 86_400];

const edgeIn = ({ rungs }: Ladder, draw: Draw): Edge => {
  const ids = [draw.of(rungs).id, draw.of(rungs).id];
  const edges: Edge[] = [
    { do: 'start', rungs: [...new Set(ids)] },
    { do: 'leave_to', rungs: ['reverify'] },
    { do: 'cancel', rungs: [ids[0]!] },
    { do: 'settle', rungs: [ids[0]!] },
    { do: 'alarm', code: 'playbook' },
    { do: 'raise', cause: 'busy_twice' },
    { do: 'raise', cause: 'phone_off', atLeast: draw.of(TIERS) },
  ];
  return draw.of(edges);
};

const newRung = (ladder: Ladder, draw: Draw): RungSpec => {
  const kind = draw.of(KINDS);
  const elapsing = kind === 'alarm' || kind === 'wait';
  const anchor =
    kind === 'follow_up' ? 'persuaded' : draw.of(['received', 'tier_raised', 'outcome'] as const);
  const startS = draw.of(SPANS);
  const edges = [edgeIn(ladder, draw), { do: 'leave_to', rungs: ['reverify'] } as const];
  return {
    id: `made_${kind}`,
    kind,
    by:
      kind === 'sms' || kind === 'robot_call' || elapsing
        ? 'system'
        : kind === 'visit'
          ? 'station'
          : 'officer',
    start: { anchor, afterS: startS },
    due: elapsing || draw.chance(0.5) ? null : { anchor, afterS: startS + draw.of(SPANS) },
    attempts: { max: 1 + draw.below(3), spacingS: 60, callerIds: 1, windowS: 7_200 },
    catchUp: draw.of(['fire', 'skip', 'compress'] as const),
    ...(draw.chance(0.3) ? { skipWhen: [draw.of(SKIP_CONDITIONS)] } : {}),
    ...(draw.chance(0.3) ? { recurring: true, mostCycles: 1 + draw.below(4) } : {}),
    on: elapsing
      ? { started: [edgeIn(ladder, draw)] }
      : { exhausted: edges, failed: edges, ...(draw.chance(0.5) ? { skipped: edges, timeout: edges } : {}) },
  };
};

const aRung =
  (change: Change<RungSpec>): Change<Ladder> =>
  (ladder, draw) => {
    const chosen = draw.of(ladder.rungs);
    return { ...ladder, rungs: ladder.rungs.map((spec) => (spec === chosen ? change(spec, draw) : spec)) };
  };

const CHANGES: readonly Change<Ladder>[] = [
  // Other times.
  aRung((spec, draw) => {
    const afterS = draw.of(SPANS);
    const due = spec.due && { ...spec.due, afterS: afterS + draw.of(SPANS) };
    return { ...spec, start: { ...spec.start, afterS }, due };
  }),
  aRung((spec, draw) => ({ ...spec, catchUp: draw.of(['fire', 'skip', 'compress'] as const) })),
  // One rung less, one more.
  (ladder, draw) => {
    const gone = draw.of(ladder.rungs);
    return { ...ladder, rungs: ladder.rungs.filter((spec) => spec !== gone) };
  },
  (ladder, draw) => ({ ...ladder, rungs: [...ladder.rungs, newRung(ladder, draw)] }),
  // Another edge, or an answer of its own.
  (ladder, draw) =>
    aRung((spec) => {
      const turn = draw.of(TURNS);
      return { ...spec, on: { ...spec.on, [turn]: [...(spec.on?.[turn] ?? []), edgeIn(ladder, draw)] } };
    })(ladder, draw),
  (ladder, draw) =>
    aRung((spec) => {
      const outcome: Outcome = draw.of(OUTCOMES);
      const answer: Answer = {
        rung: draw.of(['done', 'retry', 'failed'] as const),
        edges: [edgeIn(ladder, draw), { do: 'leave_to', rungs: ['reverify'] }],
      };
      return { ...spec, outcomes: { ...spec.outcomes, [outcome]: answer } };
    })(ladder, draw),
  // Another variant.
  (ladder, draw) => {
    const { id } = draw.of(ladder.rungs);
    const rungs: Variant['rungs'] = {
      [id]: { start: { anchor: 'received', afterS: draw.of(SPANS) }, due: null },
    };
    const variant = draw.chance(0.5)
      ? { types: [draw.of(FRAUD_TYPES)], rungs }
      : { flags: [draw.of(PERSON_FLAGS)], rungs };
    return { ...ladder, variants: [...(ladder.variants ?? []), variant] };
  },
];

/**
 * A playbook that somebody might write: the default one with a few changes, by seed. Changes that make it unsound are
 * left out; null when none was left.
 */
export function madePlaybook(seed: number): Playbook | null {
  const draw = drawFrom(seed);
  let playbook = DEFAULT_PLAYBOOK;
  for (let left = 1 + draw.below(6); left > 0; left -= 1) {
    const tier = draw.of(TIERS);
    const changed = {
      ...playbook,
      tiers: { ...playbook.tiers, [tier]: draw.of(CHANGES)(playbook.tiers[tier], draw) },
    };
    if (playbookFindings(changed).length === 0) playbook = changed;
  }
  return playbook === DEFAULT_PLAYBOOK ? null : playbook;
}
