import { DAY, HOUR, MINUTE, NOON, SECOND, Story } from './ladder-story.js';
import type { Tier } from './vocabulary.js';

/** What reached the person or somebody near them since `from`. */
const contacts = (story: Story, from: number): string[] =>
  story.effects.flatMap(({ at, effect }) =>
    at >= from && ['sms', 'robot_call', 'visit', 'relative'].includes(effect.kind) ? [effect.kind] : [],
  );
const ringing = (story: Story): string[] =>
  story.snapshot.rungs
    .filter((rung) => ['waiting', 'open', 'running'].includes(rung.status))
    .map((rung) => rung.id)
    .filter((id) => !['report_back', 'reverify', 'countermeasure', 'sign_in', 'expiry'].includes(id));

/** A week of work at the desk in which a person says each time that the case is not over. */
function lookAWeek(story: Story): void {
  for (const end = story.now + 7 * DAY; story.now < end; story.pass(HOUR))
    if (story.rung('reverify').status === 'open')
      story.tell({ type: 'rung_done', rungId: 'reverify', by: 'supervisor-1' });
}

describe('somebody who is no victim', () => {
  it.each([
    ['critical', 'call'],
    ['critical', 'visit'],
    ['high', 'review'],
    ['medium', 'call'],
    ['low', 'inbound_call'],
  ] as const)(
    '%s, found by a %s: is not contacted by us any more, whoever looks at the case',
    (tier, kind) => {
      const story = new Story({ tier }).pass(4 * MINUTE).settle();
      story.attempt(kind, 'not_victim');
      const from = story.now + 1;
      expect(story.alarms().filter((alarm) => alarm.includes('not_victim'))).toHaveLength(1);
      expect(story.rung('reverify').status).toBe('open');
      expect(ringing(story)).toEqual([]);
      lookAWeek(story);
      expect(contacts(story, from)).toEqual([]);
      expect(ringing(story)).toEqual([]);
      expect(story.snapshot.state).toBe('open');
      // Somebody is asked again and again, by a clock.
      expect(story.rung('reverify').cycle).toBeGreaterThan(1);
    },
  );

  it('is asked about at the stale clock of the tier, not the moment after somebody looked', () => {
    const story = new Story({ tier: 'critical' }).attempt('call', 'not_victim');
    story.tell({ type: 'rung_done', rungId: 'reverify', by: 'supervisor-1' });
    expect(story.rung('reverify')).toMatchObject({ status: 'waiting', startAt: NOON + 2 * HOUR });
    expect(story.pass(HOUR).alarms().join()).not.toContain('ladder_exhausted');
  });

  it('is not contacted for a new alert or a raise either: a person looks at once', () => {
    const story = new Story({ tier: 'medium' }).attempt('call', 'not_victim');
    story.tell({ type: 'rung_done', rungId: 'reverify', by: 'supervisor-1' }).pass(HOUR);
    const tier: Tier = 'critical';
    story.tell({ type: 'alert_joined', tier, reasons: [], facts: story.snapshot.facts, news: true });
    expect(story.rung('reverify').status).toBe('open');
    story.pass(HOUR);
    expect(contacts(story, NOON)).toEqual([]);
    expect(ringing(story)).toEqual([]);
  });

  it('after a persuasion: the watch is over, the case open again, and no follow-up rings', () => {
    const story = new Story({ tier: 'high' }).persuade().pass(DAY).settle();
    story.attempt('follow_up', 'not_victim');
    const from = story.now + 1;
    expect(story.snapshot).toMatchObject({ state: 'open', result: null });
    lookAWeek(story);
    story.pass(7 * DAY);
    expect(contacts(story, from)).toEqual([]);
    expect(ringing(story)).toEqual([]);
  });

  it('is one again when somebody speaks with them and says so', () => {
    const story = new Story({ tier: 'high' }).attempt('call', 'not_victim').pass(HOUR);
    story.attempt('inbound_call', 'wavering').pass(1 * SECOND);
    expect(story.rung('visit').status).toBe('running');
    expect(contacts(story, NOON)).toEqual(['visit']);
  });
});

describe('somebody of another district', () => {
  it('is ours until the other centre accepts: a person looks, and the calls go on', () => {
    const story = new Story({ tier: 'high' }).attempt('call', 'wrong_jurisdiction');
    expect(story.rung('reverify').status).toBe('open');
    expect(story.pass(10 * MINUTE).rung('call').status).toBe('open');
  });
});
