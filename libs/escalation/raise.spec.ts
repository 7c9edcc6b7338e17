import { DEFAULT_PLAYBOOK } from './default.playbook.js';
import { HOUR, MINUTE, NOON, SECOND, Story } from './ladder-story.js';
import type { RungSpec } from './playbook.js';
import type { EngineInput } from './snapshot.js';
import type { Tier } from './vocabulary.js';

const refused = (code: string): Error => expect.objectContaining({ name: 'DecisionRefused', code });

describe('raising the tier', () => {
  it('merges the new ladder: kept, brought forward, added; each cause once', () => {
    const story = new Story({ tier: 'medium' }).pass(10 * MINUTE);
    story.tell({ type: 'raised', cause: 'relative_contradicts', by: null });
    expect(story.snapshot.tier).toBe('high');
    // The earlier of what it had and raise + new offset.
    expect(story.rung('sign_in').dueAt).toBe(NOON + 13 * MINUTE);
    expect(story.rung('call').dueAt).toBe(NOON + 15 * MINUTE);
    expect(story.rung('report_back').dueAt).toBe(NOON + 10 * MINUTE + 240 * MINUTE);
    expect(story.rung('visit').startAt).toBe(NOON + 40 * MINUTE);
    const again = story.snapshot;
    story.tell({ type: 'raised', cause: 'relative_contradicts', by: null });
    expect(story.snapshot).toBe(again);
  });

  it('keeps a deadline that is earlier already', () => {
    const story = new Story({ tier: 'high' }).pass(4 * MINUTE + 30 * SECOND);
    story.tell({ type: 'raised', cause: 'supervisor', by: 'supervisor-1' });
    expect(story.rung('call').dueAt).toBe(NOON + 5 * MINUTE);
    expect(story.rung('report_back').dueAt).toBe(NOON + 4 * MINUTE + 30 * SECOND + 60 * MINUTE);
  });

  it('by a supervisor may be done again, to the tier they name; one that is reached already is refused', () => {
    const raise = (story: Story, to: Tier): Story =>
      story.tell({ type: 'raised', cause: 'supervisor', by: 'supervisor-1', to });
    const story = raise(new Story({ tier: 'low' }), 'medium');
    expect(() => raise(story, 'medium')).toThrow(refused('already_active'));
    expect(raise(story, 'critical').snapshot).toMatchObject({ tier: 'critical', raised: ['supervisor'] });
    expect(() => raise(story, 'critical')).toThrow(refused('already_active'));
  });

  it('asks a person to sign in what had been signed in automatically', () => {
    const story = new Story({ tier: 'low' });
    story.tell({ type: 'raised', cause: 'supervisor', by: 'supervisor-1' });
    expect(story.rung('sign_in')).toMatchObject({ status: 'open', dueAt: NOON + 15 * MINUTE });
    expect(story.rung('expiry')).toMatchObject({ status: 'cancelled', reason: 'tier_raised' });
  });

  it('sends what waited for an agreement that the new tier does not ask for', () => {
    const story = new Story({ tier: 'medium' }).pass(8 * 60 * MINUTE);
    expect(story.rung('relative')).toMatchObject({ status: 'open', reason: 'agreement_needed' });
    story.tell({ type: 'raised', cause: 'relative_contradicts', by: null });
    expect(story.rung('relative').status).toBe('running');
    expect(story.sent(NOON)).toContain(`relative@${8 * 60 * 60}`);
  });

  describe('rings a call anew that was exhausted in the tier before', () => {
    const exhausted = (): Story => {
      const story = new Story({ tier: 'high' });
      for (let call = 0; call < 3; call += 1) story.attempt('call', 'no_answer').pass(10 * MINUTE);
      expect(story.rung('call').status).toBe('exhausted');
      return story;
    };

    it.each<[string, (story: Story) => EngineInput]>([
      ['a supervisor', () => ({ type: 'raised', cause: 'supervisor', by: 'supervisor-1' })],
      [
        'new facts',
        ({ snapshot }) => ({ type: 'facts_changed', facts: { ...snapshot.facts, flags: ['living_alone'] } }),
      ],
    ])('raised by %s: three times in six minutes', (_, input) => {
      const story = exhausted();
      story.tell(input(story));
      expect(story.rung('call')).toMatchObject({
        status: 'open',
        attempts: 0,
        dueAt: story.now + 2 * MINUTE,
      });
      const from = story.now;
      for (let call = 0; call < 3; call += 1) {
        expect(story.rung('call').status).toBe('open');
        story.attempt('call', 'no_answer').pass(2 * MINUTE);
      }
      expect(story.rung('call').status).toBe('exhausted');
      expect(story.now - from).toBeLessThanOrEqual(6 * MINUTE);
    });

    it('but not a number that is none', () => {
      const story = new Story({ tier: 'high' }).attempt('call', 'invalid_number');
      story.tell({ type: 'raised', cause: 'supervisor', by: 'supervisor-1' });
      expect(story.rung('call')).toMatchObject({ status: 'failed', cycle: 0 });
    });
  });

  it('that leaves a call due before its next try does not cut the clock short when both move to the morning', () => {
    const story = new Story({ tier: 'low', at: NOON + 8 * HOUR }).attempt('call', 'denies').pass(MINUTE);
    story.attempt('call', 'no_answer');
    story.tell({ type: 'raised', cause: 'supervisor', by: 'supervisor-1' });
    const { startAt, dueAt } = story.rung('call');
    expect(dueAt).toBeLessThan(startAt);
    const until = NOON + 11 * HOUR;
    story.tell({ type: 'paused', rungs: ['call'], until, by: 'supervisor-1' }).pass(4 * HOUR);
    const moved = story.rung('call');
    expect(moved.startAt).toBeGreaterThan(NOON + 18 * HOUR);
    expect(moved.dueAt).toBeGreaterThanOrEqual(moved.startAt);
  });

  it('follows from what becomes known of the person', () => {
    const story = new Story({ tier: 'medium' });
    story.tell({ type: 'facts_changed', facts: { ...story.snapshot.facts, flags: ['living_alone'] } });
    expect(story.snapshot).toMatchObject({ tier: 'high', raised: ['vulnerable_person'] });
    story.tell({ type: 'facts_changed', facts: { ...story.snapshot.facts, alertsIn30Days: 3 } });
    expect(story.snapshot).toMatchObject({
      tier: 'critical',
      raised: ['vulnerable_person', 'third_alert_30_days'],
    });
  });
});

describe('a rung that is anchored at the raise', () => {
  /** Ten minutes after a raise to high or critical the supervisor is to hear of the case. */
  const heard: RungSpec = {
    id: 'heard',
    kind: 'alarm',
    by: 'system',
    start: { anchor: 'tier_raised', afterS: 600 },
    due: null,
    catchUp: 'fire',
  };
  const { high, critical } = DEFAULT_PLAYBOOK.tiers;
  const playbook = {
    ...DEFAULT_PLAYBOOK,
    tiers: {
      ...DEFAULT_PLAYBOOK.tiers,
      high: { ...high, rungs: [...high.rungs, heard] },
      critical: { ...critical, rungs: [...critical.rungs, heard] },
    },
  };
  const raise = (story: Story): Story =>
    story.tell({ type: 'raised', cause: 'supervisor', by: 'supervisor-1' });
  const rung = (story: Story): string[] =>
    story.alarms().filter((alarm) => alarm.startsWith('heard:playbook'));

  it('is none of a case that was never raised, also when its ladder starts again', () => {
    const story = new Story({ tier: 'high', playbook }).pass(HOUR);
    const { facts } = story.snapshot;
    story.tell({ type: 'alert_joined', tier: 'high', reasons: [], facts, news: true }).pass(HOUR);
    expect(story.has('heard')).toBe(false);
  });

  it('starts at each raise', () => {
    const story = raise(new Story({ tier: 'medium', playbook }).pass(HOUR));
    expect(story.rung('heard').startAt).toBe(NOON + HOUR + 10 * MINUTE);
    raise(story.pass(HOUR)).pass(HOUR);
    expect(rung(story)).toEqual(['heard:playbook@4200', 'heard:playbook@7800']);
  });

  it('is of the ladder from then on, and starts again with it', () => {
    const story = raise(new Story({ tier: 'medium', playbook }).pass(HOUR)).pass(HOUR);
    story.attempt('call', 'persuaded_phone', { gate: story.gate() });
    story.attempt('call', 'denies').pass(10 * MINUTE);
    expect(rung(story)).toEqual(['heard:playbook@4200', 'heard:playbook@7800']);
  });
});
