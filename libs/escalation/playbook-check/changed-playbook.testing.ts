import { DEFAULT_PLAYBOOK } from '../default.playbook.js';
import type { Ladder, Playbook, RungSpec } from '../playbook.js';
import type { Tier } from '../vocabulary.js';
import { playbookFindings, type PlaybookFinding } from './index.js';

type Changed<T> = { -readonly [K in keyof T]: T[K] };

/** The default playbook with one tier's ladder changed. */
export function withLadder(tier: Tier, change: (ladder: Changed<Ladder>) => void): Playbook {
  const ladder: Changed<Ladder> = structuredClone(DEFAULT_PLAYBOOK.tiers[tier]) as Ladder;
  change(ladder);
  return { ...DEFAULT_PLAYBOOK, tiers: { ...DEFAULT_PLAYBOOK.tiers, [tier]: ladder } };
}

/** With one rung changed. */
export const withRung = (tier: Tier, id: string, change: Partial<RungSpec>): Playbook =>
  withLadder(tier, (ladder) => {
    ladder.rungs = ladder.rungs.map((spec) => (spec.id === id ? { ...spec, ...change } : spec));
  });

/** With one rung more. */
export const withNewRung = (tier: Tier, spec: RungSpec): Playbook =>
  withLadder(tier, (ladder) => {
    ladder.rungs = [...ladder.rungs, spec];
  });

/** The default playbook with what follows one outcome changed. */
export const withOutcome = (
  outcome: keyof Playbook['outcomes'],
  change: Partial<Playbook['outcomes'][typeof outcome]>,
): Playbook => ({
  ...DEFAULT_PLAYBOOK,
  outcomes: {
    ...DEFAULT_PLAYBOOK.outcomes,
    [outcome]: { ...DEFAULT_PLAYBOOK.outcomes[outcome], ...change },
  },
});

/** What is found, without its wording. */
export const found = (playbook: Playbook): Pick<PlaybookFinding, 'code' | 'tier' | 'rungs'>[] =>
  playbookFindings(playbook).map(({ code, tier, rungs }) => ({ code, tier, rungs }));

export const toRelative = [{ do: 'start', rungs: ['relative'] }] as const;
/** A robot call that only an edge starts. */
export const robot: RungSpec = {
  id: 'robot_again',
  kind: 'robot_call',
  by: 'system',
  start: { anchor: 'outcome', afterS: 0 },
  due: null,
  attempts: { max: 2, spacingS: 600, callerIds: 1, windowS: 3600 },
  catchUp: 'fire',
  on: {
    exhausted: [{ do: 'leave_to', rungs: ['reverify'] }],
    failed: [{ do: 'leave_to', rungs: ['reverify'] }],
  },
};
