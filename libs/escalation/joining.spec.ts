import { FACTS, HOUR, MINUTE, NOON, Story } from './ladder-story.js';
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

  it('raises as the third in 30 days, unless its own triage has counted that', () => {
    const third = { ...FACTS, alertsIn30Days: 3 };
    const story = new Story({ tier: 'medium' });
    story.tell({ type: 'alert_joined', tier: 'low', reasons: [], facts: third, news: false });
    expect(story.snapshot).toMatchObject({ tier: 'high', raised: ['third_alert_30_days'] });
    const counted = new Story({ tier: 'medium' });
    const reasons = [
      { at: NOON, tier: 'medium' as const, rule: 'third_alert_30_days', facts: ['alerts_30_days:3'] },
    ];
    counted.tell({ type: 'alert_joined', tier: 'medium', reasons, facts: third, news: false });
    expect(counted.snapshot).toMatchObject({ tier: 'medium', raised: ['third_alert_30_days'] });
  });

  it('is refused by a case that has ended', () => {
    const story = new Story({ tier: 'high' }).attempt('call', 'self_aware');
    expect(() => join(story, 'critical', true)).toThrow(expect.objectContaining({ code: 'case_ended' }));
  });
});
