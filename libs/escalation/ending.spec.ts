import { MINUTE, NOON, Story } from './ladder-story.js';
import { DecisionRefused } from './snapshot.js';

const code = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    if (error instanceof DecisionRefused) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('paid', () => {
  it('drafts a stop payment on the receiving account at once and keeps the case open', () => {
    const story = new Story({ tier: 'critical' }).attempt('call', 'paid');
    expect(story.effects[0]?.effect).toEqual({
      kind: 'countermeasure_draft',
      key: 'c1:draft:stop_payment:suspect_account:1',
      countermeasure: 'stop_payment',
      target: 'suspect_account',
    });
    expect(story.snapshot.state).toBe('open');
  });

  it.each(['medium', 'low'] as const)('%s: is high from then on, once, and is visited', (tier) => {
    const story = new Story({ tier }).attempt('inbound_call', 'paid');
    expect(story.snapshot).toMatchObject({ state: 'open', tier: 'high', raised: ['paid'] });
    expect(story.sent()).toContain('visit@0');
    expect(story.attempt('inbound_call', 'paid').snapshot.tier).toBe('high');
    expect(story.pass(4 * 24 * 60 * MINUTE).snapshot.state).toBe('open');
  });

  it('low, watched: is high at least', () => {
    const story = new Story({ tier: 'low' }).persuade('inbound_call').attempt('inbound_call', 'paid');
    expect(story.snapshot).toMatchObject({ state: 'open', tier: 'high' });
  });
});

describe('a low case', () => {
  it.each(['refused', 'denies', 'wavering', 'not_victim'] as const)(
    'does not expire by itself once the person %s: somebody looks at it',
    (outcome) => {
      const story = new Story({ tier: 'low' }).attempt('inbound_call', outcome);
      story.until(NOON + 4 * 24 * 60 * MINUTE);
      expect(story.snapshot.state).toBe('open');
      expect(story.rung('expiry')).toMatchObject({ status: 'skipped', reason: 'person_reached' });
      expect(['call', 'reverify']).toContain(story.snapshot.next?.rungId);
    },
  );
});

describe('expired and duplicate', () => {
  it.each(['critical', 'high', 'medium'] as const)('%s: nobody’s word makes it expire', (tier) => {
    expect(code(() => new Story({ tier }).attempt('review', 'expired'))).toBe('outcome_not_for_tier');
  });

  it('low: a word may say what 72 h would', () => {
    expect(new Story({ tier: 'low' }).attempt('review', 'expired').snapshot).toMatchObject({
      state: 'ended',
      result: 'expired',
    });
  });

  it('no case is closed as a duplicate that is merged into nothing', () => {
    const act = (): unknown => new Story({ tier: 'low' }).attempt('review', 'duplicate');
    expect(act).toThrow(expect.objectContaining({ code: 'outcome_not_for_kind', field: 'outcome' }));
  });
});

describe('false alarm', () => {
  it.each(['critical', 'high'] as const)('%s: needs a second reviewer, who is not the first', (tier) => {
    const story = new Story({ tier }).attempt('review', 'false_alarm');
    expect(story.snapshot).toMatchObject({ state: 'open', confirmation: { kind: 'false_alarm' } });
    expect(code(() => story.tell({ type: 'confirmed', kind: 'false_alarm', by: 'officer-1' }))).toBe(
      'second_person_needed',
    );
    story.tell({ type: 'confirmed', kind: 'false_alarm', by: 'supervisor-1' });
    expect(story.snapshot).toMatchObject({ state: 'ended', result: 'false_alarm', confirmation: null });
    expect(code(() => story.attempt('call', 'busy'))).toBe('case_ended');
  });

  it.each(['medium', 'low'] as const)('%s: ends the case and releases what is in force', (tier) => {
    const story = new Story({ tier }).tell({ type: 'countermeasure', active: true, note: 'in_force' });
    story.attempt('review', 'false_alarm');
    expect(story.snapshot).toMatchObject({ state: 'ended', result: 'false_alarm' });
    expect(story.sent()).toContain('countermeasure_release@0');
  });

  it('nobody to confirm is an alarm every 15 min while the ladder goes on', () => {
    const story = new Story({ tier: 'high' }).attempt('review', 'false_alarm').pass(31 * MINUTE);
    const asked = story.alarms().filter((alarm) => alarm.startsWith('case:confirmation_overdue'));
    expect(asked).toEqual(['case:confirmation_overdue@900', 'case:confirmation_overdue@1800']);
    expect(story.sent()).toContain('visit@1800');
  });
});
