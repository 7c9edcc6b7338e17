import { FACTS, HOUR, MINUTE, NOON, Story } from './ladder-story.js';
import { triage } from './triage.js';
import type { Tier } from './vocabulary.js';

const join = (story: Story, tier: Tier, news: boolean): Story =>
  story.tell({
    type: 'alert_joined',
    tier,
    reasons: [{ at: story.now, tier, rule: 'paying_now', facts: ['paying_now'] }],
    facts: { ...FACTS, alertsIn30Days: 2 },
    news,
  });
const reRung = (story: Story): boolean => story.events.some(({ event }) => event.kind === 're_rung');

describe('a joining alert', () => {
  it('that says nothing new is noted and disturbs nobody', () => {
    const story = new Story({ tier: 'high' }).attempt('call', 'no_answer');
    const call = story.rung('call');
    join(story, 'medium', false);
    expect(reRung(story)).toBe(false);
    expect(story.rung('call')).toEqual(call);
    expect(story.snapshot.facts.alertsIn30Days).toBe(2);
  });

  it('raises the tier and re-rings; it may do so again, for its tier is a fact of its own', () => {
    const story = new Story({ tier: 'low' }).pass(MINUTE);
    join(story, 'high', false);
    expect(story.snapshot).toMatchObject({ tier: 'high', raised: ['alert'] });
    expect(story.rung('call')).toMatchObject({ status: 'open', dueAt: NOON + 6 * MINUTE });
    join(story.pass(MINUTE), 'critical', false);
    expect(story.snapshot).toMatchObject({ tier: 'critical', raised: ['alert'] });
    expect(story.snapshot.tierReasons.map((reason) => reason.rule)).toEqual(['paying_now', 'paying_now']);
    expect(reRung(story)).toBe(true);
  });

  it('with news starts what had ended over again, in a new cycle with new effect keys', () => {
    const story = new Story({ tier: 'critical' }).pass(2 * MINUTE).settle();
    expect(story.rung('sms').status).toBe('done');
    join(story, 'critical', true);
    story.pass(2 * MINUTE);
    const keys = story.effects.flatMap(({ effect }) => (effect.kind === 'sms' ? [effect.key] : []));
    expect(keys).toEqual(['c1:sms:0:1', 'c1:sms:1:1']);
  });

  it('lets an attempt that waits for its spacing be made at once', () => {
    const story = new Story({ tier: 'high' }).attempt('call', 'no_answer');
    expect(story.rung('call').startAt).toBe(NOON + 10 * MINUTE);
    join(story, 'high', true);
    expect(story.rung('call').status).toBe('open');
  });

  it('takes a watched case back, even without news', () => {
    const story = new Story({ tier: 'high' }).persuade().pass(HOUR);
    join(story, 'medium', false);
    expect(story.snapshot).toMatchObject({ state: 'open', tier: 'high', result: null, persuadedBy: null });
    expect(story.rung('call')).toMatchObject({ status: 'open', dueAt: story.now + 5 * MINUTE });
    expect(story.rung('sign_in').status).toBe('open');
  });

  it('ends a pause', () => {
    const story = new Story({ tier: 'high' });
    story.tell({ type: 'paused', rungs: ['call'], until: NOON + HOUR, by: 'supervisor-1' });
    join(story, 'high', false);
    expect(story.snapshot.pause).toBeNull();
  });

  /** As placing an alert tells it: the whole triage of the alert, causes that raise included. */
  const triaged = (
    story: Story,
    more: Partial<Parameters<typeof triage>[0]> & { alertsIn30Days: number },
  ): Story => {
    const input = {
      signals: [],
      flags: [],
      fraudType: FACTS.fraudType,
      sourceTier: null,
      raisedAt: story.now,
      now: story.now,
      ...more,
    } as const;
    const { tier, reasons } = triage(input);
    const facts = { ...FACTS, alertsIn30Days: input.alertsIn30Days, flags: [...input.flags] };
    return story.tell({ type: 'alert_joined', tier, reasons, facts, news: false });
  };
  const causes = (story: Story): string[] => story.snapshot.tierReasons.map((reason) => reason.rule);

  it('raises the case as the third in 30 days, whatever the alert itself would be', () => {
    const story = triaged(new Story({ tier: 'high' }), { sourceTier: 'medium', alertsIn30Days: 3 });
    expect(story.snapshot).toMatchObject({ tier: 'critical', raised: ['third_alert_30_days'] });
    expect(
      triaged(new Story({ tier: 'medium' }), { sourceTier: 'low', alertsIn30Days: 3 }).snapshot.tier,
    ).toBe('high');
  });

  it('raises by its own tier first and by what it adds up to then, each once', () => {
    const story = triaged(new Story({ tier: 'low' }), { sourceTier: 'high', alertsIn30Days: 3 });
    expect(story.snapshot).toMatchObject({ tier: 'critical', raised: ['alert', 'third_alert_30_days'] });
    expect(causes(story)).toEqual(['source_floor', 'third_alert_30_days']);
  });

  it('raises for an aged person once, and for no cause that has been counted', () => {
    const story = new Story({ tier: 'medium' });
    triaged(story, { sourceTier: 'low', flags: ['aged_70'], alertsIn30Days: 2 });
    expect(story.snapshot).toMatchObject({ tier: 'high', raised: ['vulnerable_person'] });
    triaged(story, { sourceTier: 'low', flags: ['aged_70', 'living_alone'], alertsIn30Days: 2 });
    expect(story.snapshot.tier).toBe('high');
  });

  it('leaves no case less urgent than the alert alone would be', () => {
    const story = new Story({ tier: 'low' });
    triaged(story, { sourceTier: 'low', flags: ['aged_70'], alertsIn30Days: 2 });
    expect(story.snapshot.tier).toBe('medium');
    triaged(story, { sourceTier: 'medium', flags: ['aged_70'], alertsIn30Days: 2 });
    expect(story.snapshot.tier).toBe('high');
    expect(causes(story)).toEqual(['vulnerable_person', 'vulnerable_person']);
  });

  it('re-rings when only a machine or a station is trying', () => {
    const robot = new Story({ tier: 'low' });
    expect(robot.rung('robot_call').status).toBe('running');
    expect(reRung(join(robot, 'low', false))).toBe(true);
    const visit = new Story({ tier: 'high' }).pass(MINUTE).attempt('call', 'wavering').settle();
    expect(visit.rung('visit').status).toBe('running');
    join(visit, 'high', false);
    expect(visit.rung('call').status).toBe('open');
  });

  it('is refused by a case that has ended', () => {
    const story = new Story({ tier: 'high' }).attempt('call', 'self_aware');
    expect(() => join(story, 'critical', true)).toThrow(expect.objectContaining({ code: 'case_ended' }));
  });
});
