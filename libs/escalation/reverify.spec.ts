import { HOUR, MINUTE, NOON, Story } from './ladder-story.js';

describe('re-verification', () => {
  it('is due at the stale limit; saying that the case is alive starts the ladder again', () => {
    const story = new Story({ tier: 'critical' });
    story.attempt('call', 'no_answer').pass(2 * HOUR);
    expect(story.rung('reverify').status).toBe('open');
    const cycle = story.rung('sms').cycle;
    story.tell({ type: 'rung_done', rungId: 'reverify', by: 'officer-1' });
    expect(story.rung('sms')).toMatchObject({ cycle: cycle + 1, startAt: story.now + 2 * MINUTE });
    expect(story.rung('reverify')).toMatchObject({ status: 'waiting', startAt: story.now + 2 * HOUR });
  });

  it('comes first for an alert that was stale on arrival, and nothing goes out before it', () => {
    const story = new Story({ tier: 'high', raisedAt: NOON - 13 * HOUR });
    expect(story.has('call')).toBe(false);
    expect(story.rung('reverify').status).toBe('open');
    story.pass(HOUR - MINUTE);
    expect(story.sent()).toEqual([]);
    story.tell({ type: 'rung_done', rungId: 'reverify', by: 'officer-1' });
    expect(story.rung('call')).toMatchObject({ status: 'open', dueAt: story.now + 5 * MINUTE });
  });

  it('of an alert that was stale on arrival begins the ladder also when nobody answers', () => {
    const story = new Story({ tier: 'high', raisedAt: NOON - 13 * HOUR });
    story.attempt('call', 'no_answer', { rungId: 'reverify' });
    expect(story.rung('call')).toMatchObject({ status: 'open', dueAt: story.now + 5 * MINUTE });
    expect(story.has('visit') && story.has('relative') && story.has('face_to_face')).toBe(true);
  });

  it('of a stale low alert is its expiry', () => {
    const story = new Story({ tier: 'low', raisedAt: NOON - 73 * HOUR });
    expect(story.snapshot).toMatchObject({ state: 'ended', result: 'expired' });
    expect(story.sent()).toEqual([]);
  });

  it('opens with an alarm when the ladder is exhausted', () => {
    const story = new Story({ tier: 'critical', facts: { hasAddress: false, hasRelative: false } });
    for (let attempt = 0; attempt < 3; attempt += 1) story.attempt('call', 'no_answer').pass(2 * MINUTE);
    expect(story.rung('call').status).toBe('exhausted');
    expect(story.alarms().some((alarm) => alarm.startsWith('case:ladder_exhausted'))).toBe(true);
    expect(story.rung('reverify').status).toBe('open');
  });
});

describe('an exhausted ladder', () => {
  const lonely = (): Story =>
    new Story({ tier: 'critical', facts: { hasAddress: false, hasRelative: false } });
  const ringOut = (story: Story): Story => {
    for (let attempt = 0; attempt < 3; attempt += 1) story.attempt('call', 'no_answer').pass(2 * MINUTE);
    return story;
  };
  const told = (story: Story): number =>
    story.alarms().filter((alarm) => alarm.startsWith('case:ladder_exhausted')).length;

  it('that a person has looked at waits for the next re-verify, not for the next minute', () => {
    const story = ringOut(lonely());
    story.tell({ type: 'rung_done', rungId: 'reverify', by: 'officer-1' });
    const looked = story.now;
    ringOut(story);
    expect(story.rung('call').status).toBe('exhausted');
    expect(story.rung('reverify')).toMatchObject({ status: 'waiting', startAt: looked + 2 * HOUR });
    expect(told(story)).toBe(1);
    expect(story.until(looked + 2 * HOUR).rung('reverify').status).toBe('open');
  });

  it('that reached nobody again is rung once at each re-verify, and once a day climbed anew', () => {
    const story = new Story({ tier: 'critical', facts: { hasRelative: false } });
    story
      .attempt('call', 'no_answer')
      .pass(2 * MINUTE)
      .attempt('call', 'no_answer')
      .pass(2 * MINUTE);
    story.attempt('call', 'no_answer');
    for (let visit = 0; visit < 3; visit += 1)
      story
        .settle()
        .attempt('visit', 'not_found')
        .pass(30 * MINUTE);
    expect([story.rung('call').status, story.rung('visit').status]).toEqual(['exhausted', 'exhausted']);
    // It was opened when nobody had met the person in time; now it is told that nobody tries any more.
    story.attempt('call', 'no_answer', { rungId: 'reverify' });
    expect(story.rung('reverify')).toMatchObject({ status: 'open', reason: 'ladder_exhausted' });
    const [{ cycle }, rings] = [story.rung('visit'), told(story)];
    expect(rings).toBe(1);
    for (let look = 0; look < 12; look += 1) {
      story.attempt('call', 'no_answer', { rungId: 'reverify' });
      expect(story.rung('reverify')).toMatchObject({ status: 'waiting', startAt: story.now + 2 * HOUR });
      expect([story.rung('call').status, story.rung('visit').cycle]).toEqual(['exhausted', cycle]);
      story.pass(2 * HOUR);
    }
    expect(told(story)).toBe(rings);
    story.attempt('call', 'no_answer', { rungId: 'reverify' });
    expect(story.rung('call')).toMatchObject({ status: 'open', cycle: 1 });
  });

  it.each(['phone_off', 'rejected', 'third_party_answered', 'busy'] as const)(
    'looked at and found %s sends the visit that this asks for, whatever the tier becomes',
    (outcome) => {
      const story = new Story({ tier: 'high', facts: { hasRelative: false } });
      for (let attempt = 0; attempt < 3; attempt += 1) story.attempt('call', 'no_answer').pass(10 * MINUTE);
      for (let visit = 0; visit < 3; visit += 1) story.settle().attempt('visit', 'not_found').pass(HOUR);
      const visits = story.rung('visit').cycle;
      story.attempt('call', outcome, { rungId: 'reverify' });
      expect(story.rung('visit').cycle).toBe(visits + 1);
      expect(story.rung('reverify').status).toBe('waiting');
    },
  );

  it('with a number that is none is not looked at again in the same minute', () => {
    const story = ringOut(lonely());
    story.attempt('call', 'invalid_number', { rungId: 'reverify' });
    expect(story.rung('reverify')).toMatchObject({ status: 'waiting', startAt: story.now + 2 * HOUR });
  });

  it('stays to be looked at while the line is busy because of us', () => {
    const story = ringOut(lonely());
    story.attempt('call', 'busy', { rungId: 'reverify', busyIsForeign: false });
    expect(story.rung('reverify').status).toBe('open');
    expect(told(story)).toBe(1);
  });

  it('of the tier below says nothing of the one that was reached', () => {
    const story = ringOut(new Story({ tier: 'high', facts: { hasAddress: false, hasRelative: false } }));
    expect(told(story)).toBe(1);
    story.tell({ type: 'raised', cause: 'supervisor', to: 'critical', by: 'supervisor-1' });
    story.attempt('call', 'no_answer', { rungId: 'reverify' });
    expect(told(story)).toBe(1);
    // That tier's own calls come first.
    for (let call = 0; call < 3; call += 1)
      story.attempt('call', 'no_answer', { rungId: 'call' }).pass(2 * MINUTE);
    expect(told(story)).toBe(2);
  });

  it('that finds the person at last starts anew', () => {
    const story = ringOut(lonely());
    story.attempt('call', 'no_answer', { rungId: 'reverify' }).pass(2 * HOUR);
    const { cycle } = story.rung('call');
    story.attempt('call', 'denies', { rungId: 'reverify' });
    expect(story.rung('call')).toMatchObject({ status: 'open', cycle: cycle + 1 });
  });

  it('is told again when news began the round', () => {
    const story = ringOut(lonely());
    story.tell({ type: 'rung_done', rungId: 'reverify', by: 'officer-1' });
    story.tell({
      type: 'alert_joined',
      tier: 'critical',
      reasons: [],
      facts: { ...story.snapshot.facts, signals: ['paying_now'] },
      news: true,
    });
    ringOut(story);
    expect(told(story)).toBe(2);
    expect(story.rung('reverify').status).toBe('open');
  });
});
