import type { Playbook, RungSpec } from '../playbook.js';
import { found, robot, toRelative, withLadder, withOutcome, withRung } from './changed-playbook.testing.js';

describe('a playbook is refused', () => {
  it('for a circle of rungs that are skipped, and not when one of them has a bound', () => {
    const circle = withLadder('high', (ladder) => {
      ladder.rungs = ladder.rungs.map((spec) =>
        spec.id === 'relative'
          ? { ...spec, on: { ...spec.on, skipped: [{ do: 'start', rungs: ['visit'] }] } }
          : spec,
      );
    });
    expect(found(circle)).toEqual([{ code: 'unbounded_cycle', tier: 'high', rungs: ['visit', 'relative'] }]);
    for (const id of ['visit', 'relative']) {
      const { rungs } = circle.tiers.high;
      const bounded = rungs.map((spec) => (spec.id === id ? { ...spec, mostCycles: 3 } : spec));
      expect(found(withLadder('high', (ladder) => void (ladder.rungs = bounded)))).toEqual([]);
    }
  });

  const startRobot = { do: 'start', rungs: ['robot_again'] } as const;
  const robotIn = (change: Partial<RungSpec>): Playbook =>
    withLadder('high', (ladder) => {
      ladder.rungs = [
        ...ladder.rungs.map((spec) =>
          spec.id === 'call' ? { ...spec, on: { ...spec.on, exhausted: [startRobot] } } : spec,
        ),
        { ...robot, ...change },
      ];
    });

  it.each<[string, Partial<RungSpec>]>([
    [
      'is given up and tried anew by its own outcome',
      { outcomes: { no_answer: { rung: 'retry', edges: [startRobot] } } },
    ],
    [
      'recurs by its own outcome',
      { recurring: true, outcomes: { wavering: { rung: 'done', edges: [startRobot] } } },
    ],
    [
      'is called off and started by its own outcome',
      {
        outcomes: {
          no_answer: { rung: 'retry', edges: [{ do: 'cancel', rungs: ['robot_again'] }, startRobot] },
        },
      },
    ],
    [
      'hears that the person sees through it',
      { outcomes: { self_aware: { rung: 'retry', edges: [startRobot] } } },
    ],
  ])('for a robot that rings without end, and not when it has a bound: one that %s', (_, change) => {
    expect(found(robotIn(change))).toEqual([
      { code: 'unbounded_cycle', tier: 'high', rungs: ['robot_again'] },
    ]);
    expect(found(robotIn({ ...change, mostCycles: 3 }))).toEqual([]);
    expect(found(robotIn({ ...change, agreement: 'supervisor' }))).toEqual([]);
  });

  it('for a circle by outcomes of the playbook, also by kind', () => {
    const { rungs } = robotIn({}).tiers.high;
    const answer = { rung: 'retry', edges: [startRobot] } as const;
    for (const change of [answer, { byKind: { robot_call: answer } }]) {
      const { outcomes } = withOutcome('no_answer', change);
      const circle = { ...withLadder('high', (ladder) => void (ladder.rungs = rungs)), outcomes };
      expect(found(circle)).toContainEqual({
        code: 'unbounded_cycle',
        tier: 'high',
        rungs: ['robot_again'],
      });
    }
  });

  it('not for a circle in which an officer has to call, nor for one that starts nothing anew', () => {
    const byHand = withRung('high', 'call', {
      recurring: true,
      outcomes: { no_answer: { rung: 'retry', edges: [{ do: 'start', rungs: ['call'] }] } },
    });
    expect(found(byHand)).toEqual([]);
    const givenUp = { exhausted: [{ do: 'start', rungs: ['call'] }], failed: toRelative } as const;
    expect(found(robotIn({ on: givenUp }))).toEqual([]);
  });
});
