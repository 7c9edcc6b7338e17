import { DEFAULT_PLAYBOOK, FIRST_PLAYBOOK } from './default.playbook.js';
import { DAY, MINUTE, NOON, SECOND, Story } from './ladder-story.js';
import type { Playbook, RungSpec } from './playbook.js';
import type { CaseFacts, Effect } from './snapshot.js';
import type { Tier } from './vocabulary.js';

const visits = (story: Story): Extract<Effect, { kind: 'visit' }>[] =>
  story.effects.flatMap(({ effect }) => (effect.kind === 'visit' ? [effect] : []));

/** The default playbook with one rung of the high ladder changed, or added. */
function highWith(id: string, change: Partial<RungSpec>): Playbook {
  const { high } = DEFAULT_PLAYBOOK.tiers;
  const known = high.rungs.some((spec) => spec.id === id);
  const rungs = known
    ? high.rungs.map((spec) => (spec.id === id ? { ...spec, ...change } : spec))
    : [...high.rungs, { id, ...change } as RungSpec];
  return { ...DEFAULT_PLAYBOOK, tiers: { ...DEFAULT_PLAYBOOK.tiers, high: { ...high, rungs } } };
}

describe('a ladder differs by the type of fraud and by the person', () => {
  it('whoever hears from "the police" is met by a uniform at once', () => {
    for (const tier of ['critical', 'high', 'medium'] as const) {
      const story = new Story({
        tier,
        facts: { fraudType: 'impersonate_police' },
        playbook: DEFAULT_PLAYBOOK,
      }).pass(1 * SECOND);
      expect(story.sent()).toContain('visit@0');
      expect(visits(story)).toMatchObject([{ needs: ['uniform'] }]);
    }
  });

  it('a case that began with the first version climbs as that had it', () => {
    const facts = { fraudType: 'impersonate_police' } as const;
    const story = new Story({ tier: 'critical', facts, playbook: FIRST_PLAYBOOK }).pass(4 * MINUTE);
    expect(story.sent()).toEqual(['sms@120', 'visit@180']);
    expect(visits(story)).toMatchObject([{ needs: [] }]);
  });

  it('nobody rings a deaf person: they are written to and met', () => {
    const story = new Story({ tier: 'high', facts: { flags: ['deaf'] }, playbook: DEFAULT_PLAYBOOK }).pass(
      1 * SECOND,
    );
    expect(story.rung('call')).toMatchObject({ status: 'skipped', reason: 'deaf' });
    expect(story.sent().sort()).toEqual(['relative@0', 'sms@0', 'visit@0']);
    expect(visits(story)).toMatchObject([{ needs: ['sign_language'] }]);
  });

  it('several variants add up', () => {
    const facts: Partial<CaseFacts> = { fraudType: 'impersonate_police', flags: ['needs_dialect'] };
    const story = new Story({ tier: 'critical', facts, playbook: DEFAULT_PLAYBOOK }).pass(1 * SECOND);
    expect(visits(story)).toMatchObject([{ needs: ['uniform', 'dialect'] }]);
  });

  it('what turns out later brings forward what it asks for, and no clock runs longer', () => {
    const story = new Story({ tier: 'high', playbook: DEFAULT_PLAYBOOK }).pass(1 * MINUTE);
    const before = story.snapshot.rungs;
    story
      .tell({ type: 'facts_changed', facts: { ...story.snapshot.facts, flags: ['deaf'] } })
      .pass(1 * SECOND);
    expect(story.sent()).toEqual(expect.arrayContaining(['sms@60', 'visit@60']));
    for (const was of before) {
      const is = story.rung(was.id);
      if (was.dueAt !== null && is.dueAt !== null) expect(is.dueAt).toBeLessThanOrEqual(was.dueAt);
    }
  });
});

describe('the watch of a deaf person', () => {
  const watched = (tier: Tier, facts: Partial<CaseFacts> = {}): Story => {
    const story = new Story({ tier, facts: { flags: ['deaf'], ...facts } }).pass(1 * SECOND).settle();
    return story.persuade('visit', 'persuaded_visit');
  };
  const meet = (story: Story): Story =>
    story
      .pass(1 * SECOND)
      .settle()
      .persuade('visit', 'persuaded_visit');

  it.each([
    ['critical', [1, 3, 7]],
    ['high', [1, 3, 7]],
    ['medium', [3]],
  ] as const)('%s: each follow-up is a visit, and the last one ends it without a call', (tier, days) => {
    const story = watched(tier);
    for (const day of days) {
      const before = visits(story).length;
      story.until(NOON + day * DAY + MINUTE);
      expect(story.snapshot.state).toBe('watched');
      expect(visits(story).slice(before)).toMatchObject([{ needs: ['sign_language'] }]);
      meet(story);
    }
    expect(story.snapshot).toMatchObject({ state: 'ended', result: 'persuaded_visit' });
  });

  it('goes on when a visit meets nobody: it is made again, and the follow-up stays to be made', () => {
    const story = watched('medium')
      .until(NOON + 3 * DAY + MINUTE)
      .settle()
      .attempt('visit', 'not_found');
    expect(story.rung('visit')).toMatchObject({ status: 'waiting', attempts: 1 });
    expect(story.rung('follow_up_72h').status).toBe('open');
    expect(story.snapshot.state).toBe('watched');
  });

  it('ends when the follow-up was answered meanwhile and there is nowhere to go any more', () => {
    const night = watched('medium');
    // Ten hours on it is night: the visit waits for the morning.
    night.until(NOON + 3 * DAY).tell({
      type: 'paused',
      rungs: ['visit'],
      until: night.now + DAY,
      by: 'supervisor-1',
    });
    night.pass(MINUTE).attempt('follow_up', 'self_aware');
    night.tell({ type: 'facts_changed', facts: { ...night.snapshot.facts, hasAddress: false } });
    night.pass(DAY);
    expect(night.snapshot).toMatchObject({ state: 'ended', result: 'persuaded_visit' });
  });

  it('is left to the officer where there is no address, who brings somebody who signs', () => {
    const story = watched('medium', { hasAddress: false }).until(NOON + 3 * DAY + MINUTE);
    expect(story.rung('follow_up_72h').status).toBe('open');
    expect(visits(story)).toEqual([]);
    meet(story);
    expect(story.snapshot.state).toBe('ended');
  });
});

it('a visit that finds a watched person still persuaded is the follow-up that is due, and not the one ahead', () => {
  const story = new Story({ tier: 'high' })
    .persuade()
    .until(NOON + DAY + MINUTE)
    .settle();
  story.persuade('visit', 'persuaded_visit');
  expect(story.rung('follow_up_24h').status).toBe('done');
  expect(story.rung('follow_up_72h').status).toBe('waiting');
});

/** Forty minutes after receipt the supervisor is to hear of the case. */
const AFTER_40_MIN: Partial<RungSpec> = {
  kind: 'alarm',
  by: 'system',
  start: { anchor: 'received', afterS: 2400 },
  due: null,
  catchUp: 'fire',
};

describe('a rung says for itself', () => {
  it('what follows an outcome of its own', () => {
    const story = new Story({
      tier: 'high',
      playbook: highWith('call', {
        outcomes: { wavering: { rung: 'retry', edges: [{ do: 'start', rungs: ['relative'] }] } },
      }),
    });
    story.attempt('call', 'wavering').pass(1 * SECOND);
    expect(story.rung('call')).toMatchObject({ status: 'waiting', attempts: 1 });
    expect(story.sent()).toEqual(['relative@0']);
  });

  it('when the supervisor is to hear of the case', () => {
    const story = new Story({
      tier: 'high',
      playbook: highWith('after_40_min', {
        ...AFTER_40_MIN,
        on: { started: [{ do: 'start', rungs: ['report_back'] }] },
      }),
    });
    story.pass(45 * MINUTE);
    expect(story.alarms()).toContain('after_40_min:playbook@2400');
    expect(story.rung('report_back')).toMatchObject({ status: 'open', startAt: story.now - 5 * MINUTE });
  });

  it('and an alarm that lies ahead is not rung once the person was persuaded', () => {
    const story = new Story({
      tier: 'high',
      playbook: highWith('after_40_min', AFTER_40_MIN),
    });
    story.persuade().pass(60 * MINUTE);
    expect(story.rung('after_40_min')).toMatchObject({ status: 'cancelled' });
    expect(story.alarms().join()).not.toContain('after_40_min');
  });

  it('how often it runs in all', () => {
    const story = new Story({ tier: 'high', playbook: highWith('check_in', { mostCycles: 2 }) });
    for (let asked = 0; asked < 3; asked += 1) {
      story.attempt('call', 'relative_custody');
      if (story.rung('check_in').status === 'waiting') story.pass(25 * 60 * MINUTE);
      story.attempt('follow_up', 'relative_custody', { rungId: 'check_in' });
    }
    expect(story.rung('check_in')).toMatchObject({ cycle: 1 });
  });

  it.each<[string, Partial<CaseFacts>, (story: Story) => unknown]>([
    ['was skipped', { hasAddress: false }, (story) => story.attempt('call', 'wavering').pass(SECOND)],
    ['was called off', {}, (story) => story.attempt('call', 'not_victim')],
    [
      'came to nothing',
      {},
      (story) => story.attempt('call', 'wavering').pass(SECOND).settle('failed').pass(SECOND),
    ],
  ])('how often edges start it in all, also when it %s', (_, facts, end) => {
    const state = (change: Partial<RungSpec>) => {
      const story = new Story({ tier: 'high', facts, playbook: highWith('visit', change) });
      end(story);
      const ended = story.rung('visit');
      expect(['skipped', 'cancelled', 'failed']).toContain(ended.status);
      const { cycle } = story.attempt('call', 'wavering').rung('visit');
      return cycle - ended.cycle;
    };
    expect(state({})).toBe(1);
    expect(state({ mostCycles: 1 })).toBe(0);
  });

  it('and a new round of the ladder begins it whatever that says', () => {
    const story = new Story({ tier: 'high', playbook: highWith('call', { mostCycles: 1 }) });
    const { tier, facts } = story.attempt('call', 'wavering').snapshot;
    story.tell({ type: 'alert_joined', tier, reasons: [], facts, news: true }).pass(SECOND);
    expect(story.rung('call')).toMatchObject({ status: 'open', cycle: 1 });
  });

  it('and what its bound ends is a person’s to look at', () => {
    const robot: Partial<RungSpec> = {
      attempts: { max: 1, spacingS: 0, callerIds: 1, windowS: 0 },
      outcomes: { no_answer: { rung: 'retry', edges: [{ do: 'start', rungs: ['robot_call'] }] } },
      on: { exhausted: [{ do: 'leave_to', rungs: ['reverify'] }] },
    };
    const rings = (change: Partial<RungSpec>) => {
      const rungs = DEFAULT_PLAYBOOK.tiers.low.rungs.map((spec) =>
        spec.id === 'robot_call' ? { ...spec, ...robot, ...change } : spec,
      );
      const low = { ...DEFAULT_PLAYBOOK.tiers.low, rungs };
      const playbook = { ...DEFAULT_PLAYBOOK, tiers: { ...DEFAULT_PLAYBOOK.tiers, low } };
      const story = new Story({ tier: 'low', playbook }).pass(SECOND);
      for (let round = 0; round < 9 && story.rung('robot_call').status === 'running'; round += 1)
        story.attempt('robot_call', 'no_answer').pass(SECOND);
      const robots = story.effects.filter(({ effect }) => effect.kind === 'robot_call').length;
      return [robots, story.has('reverify') && story.rung('reverify').status];
    };
    expect(rings({})).toEqual([10, false]);
    expect(rings({ mostCycles: 3 })).toEqual([3, 'open']);
  });
});
