import { BUILT_IN_PLAYBOOKS, DEFAULT_PLAYBOOK } from '../default.playbook.js';
import type { Ladder, Playbook, RungSpec, Variant } from '../playbook.js';
import { TIERS, type Tier } from '../vocabulary.js';
import { playbookFindings } from './index.js';

type Changed<T> = { -readonly [K in keyof T]: T[K] };

/** The default playbook with one tier's ladder changed. */
function withLadder(tier: Tier, change: (ladder: Changed<Ladder>) => void): Playbook {
  const ladder: Changed<Ladder> = structuredClone(DEFAULT_PLAYBOOK.tiers[tier]) as Ladder;
  change(ladder);
  return { ...DEFAULT_PLAYBOOK, tiers: { ...DEFAULT_PLAYBOOK.tiers, [tier]: ladder } };
}

const withRung = (tier: Tier, id: string, change: Partial<RungSpec>): Playbook =>
  withLadder(tier, (ladder) => {
    ladder.rungs = ladder.rungs.map((spec) => (spec.id === id ? { ...spec, ...change } : spec));
  });

const withNewRung = (tier: Tier, spec: RungSpec): Playbook =>
  withLadder(tier, (ladder) => {
    ladder.rungs = [...ladder.rungs, spec];
  });

const withOutcome = (
  outcome: keyof Playbook['outcomes'],
  change: Partial<Playbook['outcomes'][typeof outcome]>,
): Playbook => ({
  ...DEFAULT_PLAYBOOK,
  outcomes: {
    ...DEFAULT_PLAYBOOK.outcomes,
    [outcome]: { ...DEFAULT_PLAYBOOK.outcomes[outcome], ...change },
  },
});

const found = (playbook: Playbook) =>
  playbookFindings(playbook).map(({ code, tier, rungs }) => ({ code, tier, rungs }));

const toRelative = [{ do: 'start', rungs: ['relative'] }] as const;
const after = { anchor: 'outcome', afterS: 0 } as const;
const robot: RungSpec = {
  id: 'robot_again',
  kind: 'robot_call',
  by: 'system',
  start: after,
  due: null,
  attempts: { max: 2, spacingS: 600, callerIds: 1, windowS: 3600 },
  catchUp: 'fire',
  on: {
    exhausted: [{ do: 'leave_to', rungs: ['reverify'] }],
    failed: [{ do: 'leave_to', rungs: ['reverify'] }],
  },
};

describe('a playbook may be published', () => {
  it.each(BUILT_IN_PLAYBOOKS.map((one) => [one.version, one]))('when it is built-in version %i', (_, one) => {
    expect(playbookFindings(one)).toEqual([]);
  });
});

describe('a playbook is refused', () => {
  it('for a dead end, a missing outcome and an unbounded cycle at once, each by its rungs', () => {
    const broken = withLadder('medium', (ladder) => {
      ladder.rungs = [
        ...ladder.rungs.map((spec) =>
          spec.id === 'relative' ? { ...spec, on: { ...spec.on, exhausted: [] } } : spec,
        ),
        {
          ...robot,
          recurring: true,
          on: { ...robot.on, exhausted: [{ do: 'start', rungs: ['text_again'] }] },
        },
        {
          id: 'text_again',
          kind: 'sms',
          by: 'system',
          start: after,
          due: null,
          recurring: true,
          catchUp: 'fire',
          on: { failed: [{ do: 'start', rungs: ['robot_again'] }] },
        },
      ];
    });
    const findings = playbookFindings({
      ...broken,
      outcomes: { ...broken.outcomes, denies: { ...broken.outcomes.denies, edges: [], byKind: {} } },
    });
    const inMedium = findings.filter(({ tier, code }) => tier === 'medium' && code !== 'unreachable');
    expect(inMedium.map(({ message }) => message)).toEqual([
      'medium: when rung relative is exhausted, nothing follows; start a rung or leave it to one',
      'medium: outcome denies of call, check_in, follow_up_72h, inbound_call, robot_again, sms, text_again, visit, relative has no edge: nothing would follow it',
      'medium: robot_again → text_again → robot_again goes round without a bound and without a person; give one of these rungs mostCycles',
    ]);
    for (const { messageZh } of findings) expect(messageZh).toMatch(/\p{Script=Han}/u);
  });

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

  it('for a contact that is left out when it was missed, and nothing follows', () => {
    const { skipped: _, ...on } = DEFAULT_PLAYBOOK.tiers.critical.rungs.find(({ id }) => id === 'call')!.on!;
    const missed = { skipWhen: [], catchUp: 'skip', on } as const;
    expect(playbookFindings(withRung('critical', 'call', missed))).toEqual([
      {
        code: 'dead_end',
        tier: 'critical',
        rungs: ['call'],
        message:
          'critical: when rung call is missed in an outage (catchUp: skip), nothing follows; start a rung or leave it to one',
        messageZh:
          'critical：步骤 call 因停机错过而跳过（catchUp: skip）后没有后续；请启动另一步骤，或写明交给哪一步骤',
      },
    ]);
    expect(found(withRung('high', 'follow_up_24h', { catchUp: 'skip' }))).toEqual([
      { code: 'dead_end', tier: 'high', rungs: ['follow_up_24h'] },
    ]);
    const followed = { ...on, skipped: [{ do: 'start', rungs: ['reverify'] }] } as const;
    expect(found(withRung('critical', 'call', { ...missed, on: followed }))).toEqual([]);
    // Of several that were missed the last is made, so something follows.
    expect(found(withRung('critical', 'call', { ...missed, catchUp: 'compress' }))).toEqual([]);
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

  it('for a rung that nothing starts', () => {
    expect(found(withNewRung('high', robot))).toEqual([
      { code: 'unreachable', tier: 'high', rungs: ['robot_again'] },
    ]);
  });

  it('for a rung that is there twice, one that is not there, and one of two kinds', () => {
    const [, call] = DEFAULT_PLAYBOOK.tiers.high.rungs;
    expect(found(withNewRung('high', call!))).toContainEqual({
      code: 'duplicate_rung',
      tier: 'high',
      rungs: ['call'],
    });
    const lost = withRung('high', 'visit', { on: { failed: [{ do: 'start', rungs: ['nowhere'] }] } });
    expect(found(lost)).toContainEqual({ code: 'unknown_rung', tier: 'high', rungs: ['visit', 'nowhere'] });
    const other = withRung('low', 'robot_call', { id: 'visit' });
    expect(found(other)).toContainEqual({ code: 'kind_differs', tier: null, rungs: ['visit'] });
  });

  it.each(TIERS)('when nobody ends up handling tier %s', (tier) => {
    const without = withLadder(tier, (ladder) => {
      ladder.rungs = ladder.rungs.filter((spec) => spec.id !== 'reverify');
    });
    expect(found(without)).toContainEqual({ code: 'nobody_handles', tier, rungs: [] });
  });

  it.each<Partial<RungSpec>>([{ recurring: false }, { mostCycles: 9 }, { catchUp: 'skip' }])(
    'when what opens when nothing else tries does not always do so: %j',
    (change) => {
      expect(found(withRung('high', 'reverify', change))).toContainEqual({
        code: 'nobody_handles',
        tier: 'high',
        rungs: [],
      });
    },
  );

  it('for times that cannot be: due before the start, from another anchor, attempts beyond the window', () => {
    const due = { anchor: 'received', afterS: 0 } as const;
    expect(found(withRung('high', 'report_back', { due }))).toContainEqual({
      code: 'times',
      tier: 'high',
      rungs: ['report_back'],
    });
    expect(found(withRung('high', 'sign_in', { due: { anchor: 'persuaded', afterS: 60 } }))).toContainEqual({
      code: 'times',
      tier: 'high',
      rungs: ['sign_in'],
    });
    const attempts = { max: 9, spacingS: 600, callerIds: 1, windowS: 600 };
    expect(found(withRung('high', 'call', { attempts }))).toContainEqual({
      code: 'times',
      tier: 'high',
      rungs: ['call'],
    });
  });

  it.each<[string, Playbook]>([
    ['third parties end a case', withOutcome('third_party_answered', { ends: 'yes' })],
    ['a text message may say that nothing is wrong', withOutcome('false_alarm', { kinds: ['call', 'sms'] })],
    ['no second person looks at a false alarm', withOutcome('false_alarm', { secondReviewer: ['critical'] })],
    ['a high case expires', withOutcome('expired', { tiers: ['high', 'low'] })],
    ['the most urgent sleep at night', withLadder('critical', (ladder) => void (ladder.quiet = true))],
    ['the visit is missed and not made', withRung('high', 'visit', { catchUp: 'skip' })],
    ['persuaded by phone is enough', withLadder('high', (ladder) => void (ladder.visitAfterPhone = false))],
    ['no clock is heard', withLadder('high', (ladder) => void (ladder.alarmsAt = []))],
    [
      'a high case ends by itself when stale',
      withLadder('high', (ladder) => void (ladder.onStale = 'expire')),
    ],
    ['the system proposes', withRung('critical', 'countermeasure', { by: 'system' })],
    ['relatives learn of blackmail', { ...DEFAULT_PLAYBOOK, hiddenFromRelatives: [] }],
    ['relatives are asked whatever it is about', withRung('high', 'relative', { skipWhen: ['no_relative'] })],
    [
      'a machine closes a case',
      withNewRung('medium', {
        id: 'give_up',
        kind: 'wait',
        by: 'system',
        start: { anchor: 'received', afterS: 3600 },
        due: null,
        catchUp: 'fire',
        on: { started: [{ do: 'close', outcome: 'expired' }] },
      }),
    ],
    [
      "a victim's account is stopped by itself",
      withOutcome('paid', {
        edges: [{ do: 'draft', countermeasure: 'transfer_limit', target: 'victim_account' }],
        byKind: {},
      }),
    ],
  ])('that loosens a limit: %s', (_, playbook) => {
    expect(found(playbook).map(({ code }) => code)).toContain('limit');
  });

  it.each<[string, Tier, string, Partial<RungSpec>]>([
    [
      'closes a critical case',
      'critical',
      'visit',
      { on: { failed: [{ do: 'close', outcome: 'expired' }], exhausted: toRelative, skipped: toRelative } },
    ],
    [
      "stops a victim's account",
      'high',
      'call',
      {
        outcomes: {
          paid: {
            rung: 'done',
            edges: [
              { do: 'draft', countermeasure: 'transfer_limit', target: 'victim_account' },
              { do: 'start', rungs: ['visit'] },
            ],
          },
        },
      },
    ],
    ['asks relatives whatever it is about', 'high', 'relative', { skipWhen: ['no_relative'] }],
  ])('whose variant loosens a limit: it %s', (_, tier, id, change) => {
    const findings = playbookFindings(
      withLadder(tier, (ladder) => {
        ladder.variants = [...ladder.variants!, { flags: ['deaf', 'minor'], rungs: { [id]: change } }];
      }),
    );
    expect(findings.map((one) => [one.code, one.tier, one.rungs])).toEqual([['limit', tier, [id]]]);
    expect(findings[0]!.message).toMatch(/ \(variant 4: deaf, minor\)$/);
    expect(findings[0]!.messageZh).toMatch(/（变体 4：deaf、minor）$/);
  });

  it('for a limit that two variants loosen together, and not for two that never meet', () => {
    const waits = { started: [{ do: 'start', rungs: ['call'] }] } as const;
    const closes = { started: [{ do: 'close', outcome: 'expired' }] } as const;
    const low = (second: Pick<Variant, 'types' | 'flags'>) =>
      playbookFindings(
        withLadder('low', (ladder) => {
          ladder.variants = [
            { types: ['romance'], rungs: { expiry: { skipWhen: [], on: waits } } },
            { ...second, rungs: { expiry: { on: closes } } },
          ];
        }),
      ).map(({ message }) => message);
    expect(low({ flags: ['deaf'] })).toEqual([
      expect.stringMatching(/^low: expiry: .*\(variants 1: romance and 2: deaf\)$/),
    ]);
    expect(low({ types: ['fake_loan'] })).toEqual([]);
  });

  it('once for what is wrong with the ladder itself, however many variants it has', () => {
    const findings = playbookFindings(withRung('high', 'relative', { skipWhen: ['no_relative'] }));
    expect(findings.map(({ message }) => message)).toEqual([
      'high: relative must be skipped on no_relative and on type_hidden_from_relatives',
    ]);
  });
});
