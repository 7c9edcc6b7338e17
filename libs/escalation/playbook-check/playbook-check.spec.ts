import { BUILT_IN_PLAYBOOKS, DEFAULT_PLAYBOOK } from '../default.playbook.js';
import type { RungSpec } from '../playbook.js';
import { TIERS } from '../vocabulary.js';
import { found, robot, withLadder, withNewRung, withRung } from './changed-playbook.testing.js';
import { playbookFindings } from './index.js';

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
          start: { anchor: 'outcome', afterS: 0 },
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

  it('when what a person does comes with a raise only: most cases are never raised', () => {
    const raised = withLadder('high', (ladder) => {
      ladder.rungs = ladder.rungs.map((spec) =>
        spec.by === 'officer' && spec.start.anchor === 'received'
          ? {
              ...spec,
              start: { ...spec.start, anchor: 'tier_raised' },
              ...(spec.due ? { due: { ...spec.due, anchor: 'tier_raised' } } : {}),
            }
          : spec,
      );
    });
    expect(found(raised)).toContainEqual({ code: 'nobody_handles', tier: 'high', rungs: [] });
  });

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
});
