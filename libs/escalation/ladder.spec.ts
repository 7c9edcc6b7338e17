import { DEFAULT_PLAYBOOK } from './default.playbook.js';
import { decide } from './escalation.decide.js';
import { DAY, HOUR, MINUTE, NOON, SECOND, Story } from './ladder-story.js';
import type { Playbook } from './playbook.js';

/** When nobody touches the case: what goes out by itself, and who is alarmed, in seconds after the receipt. */
describe('a ladder that nobody works', () => {
  it('critical: sms, dispatch and relative go out beside the calls; every clock rings at 80 and 100 %', () => {
    const story = new Story({ tier: 'critical' });
    expect(story.snapshot.next).toMatchObject({ rungId: 'sign_in', dueAt: NOON + MINUTE });
    story
      .pass(5 * MINUTE)
      .settle()
      .pass(25 * MINUTE);
    expect(story.sent()).toEqual(['sms@120', 'visit@180', 'relative@300']);
    expect(story.alarms()).toEqual([
      'sign_in:clock_80@48',
      'sign_in:clock_100@60',
      'call:clock_80@96',
      'call:clock_100@120',
      'sms:effect_unknown@240',
      'visit:effect_unknown@300',
      'relative:clock_80@720',
      'relative:clock_100@900',
      'face_to_face:clock_80@1440',
      'face_to_face:clock_100@1800',
    ]);
  });

  it('high: sms at 5 min, relative at 20, dispatch at 30', () => {
    const story = new Story({ tier: 'high' });
    for (let minute = 0; minute < 40; minute += 1) story.pass(MINUTE).settle();
    expect(story.sent()).toEqual(['sms@300', 'relative@1200', 'visit@1800']);
    expect(story.alarms()).toEqual([
      'sign_in:clock_80@144',
      'sign_in:clock_100@180',
      'call:clock_80@240',
      'call:clock_100@300',
      'relative:clock_80@2400',
    ]);
  });

  it('medium: an sms at 30 min, alarms at the end of a clock only, a relative when the supervisor agrees', () => {
    const story = new Story({ tier: 'medium' });
    story
      .pass(30 * MINUTE)
      .settle()
      .pass(8 * HOUR);
    expect(story.sent()).toEqual(['sms@1800']);
    expect(story.alarms()).toEqual([
      'sign_in:clock_100@900',
      'call:clock_100@1800',
      'relative:agreement_needed@28800',
    ]);
    story.tell({ type: 'agreed', rungId: 'relative', by: 'supervisor-1' });
    expect(story.sent().at(-1)).toBe('relative@30600');
  });

  it('low: the robot calls first, an sms follows, nobody is alarmed, it expires after 72 h', () => {
    const story = new Story({ tier: 'low' });
    expect(story.rung('sign_in')).toMatchObject({ status: 'done', reason: 'automatic' });
    expect(story.sent()).toEqual(['robot_call@0']);
    story.attempt('robot_call', 'no_answer').settle();
    expect(story.sent()).toEqual(['robot_call@0', 'sms@0']);
    story.until(NOON + 12 * HOUR + 20 * HOUR).settle();
    expect(story.snapshot.state).toBe('open');
    story.until(NOON + 3 * DAY);
    expect(story.snapshot).toMatchObject({ state: 'ended', result: 'expired', wakeAt: null, next: null });
    expect(story.alarms().filter((alarm) => alarm.includes('clock'))).toEqual([]);
  });

  it('does not expire under the hands of whoever holds it', () => {
    const story = new Story({ tier: 'low' }).pass(3 * DAY - SECOND);
    story.tell({ type: 'claimed', by: 'officer-1', until: story.now + MINUTE }).pass(2 * SECOND);
    expect(story.snapshot.state).toBe('open');
    expect(story.pass(MINUTE).snapshot.state).toBe('ended');
  });

  it('does not expire under a call, though its heartbeats have stopped', () => {
    const story = new Story({ tier: 'low' }).pass(3 * DAY - MINUTE);
    story.tell({ type: 'claimed', by: 'officer-1', until: story.now + 30 * SECOND });
    const callUntil = story.now + 30 * MINUTE;
    story.tell({ type: 'lease_extended', until: story.now + 30 * SECOND, callUntil }).pass(10 * MINUTE);
    expect(story.snapshot.state).toBe('open');
    expect(story.until(callUntil).snapshot.state).toBe('ended');
  });
});

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

describe('skip conditions', () => {
  it('without a phone the visit and the relative are at once', () => {
    const story = new Story({ tier: 'high', facts: { hasPhone: false } });
    expect(story.rung('call')).toMatchObject({ status: 'skipped', reason: 'no_phone' });
    expect(story.sent()).toEqual(['visit@0', 'relative@0']);
  });

  it('a deaf person is written to and visited, not called', () => {
    const story = new Story({ tier: 'medium', facts: { flags: ['deaf'] } });
    expect(story.rung('call')).toMatchObject({ status: 'skipped', reason: 'deaf' });
    expect(story.sent()).toEqual(['sms@0', 'visit@0']);
  });

  it('relatives never learn of blackmail', () => {
    const story = new Story({ tier: 'critical', facts: { fraudType: 'blackmail' } }).pass(HOUR);
    expect(story.rung('relative')).toMatchObject({ status: 'skipped', reason: 'type_hidden_from_relatives' });
  });

  it('a rung comes back when the condition is gone', () => {
    const story = new Story({ tier: 'critical', facts: { hasRelative: false } }).pass(6 * MINUTE);
    expect(story.rung('relative').status).toBe('skipped');
    story.tell({ type: 'facts_changed', facts: { ...story.snapshot.facts, hasRelative: true } });
    expect(story.rung('relative').status).toBe('running');
  });
});

describe('after an outage', () => {
  it('one late wake does what was missed and rings each clock once', () => {
    const story = new Story({ tier: 'critical' }).outage(HOUR);
    expect(story.sent()).toEqual(['sms@3600', 'visit@3600', 'relative@3600']);
    expect(story.alarms()).toEqual([
      'sign_in:clock_100@3600',
      'call:clock_100@3600',
      'relative:clock_100@3600',
      'face_to_face:clock_100@3600',
      'report_back:clock_100@3600',
    ]);
    expect(story.tell({ type: 'wake' }).sent()).toHaveLength(3);
  });

  it('missed follow-ups are compressed to the last', () => {
    const story = new Story({ tier: 'medium' }).persuade();
    const long = new Story({ tier: 'critical' }).persuade().attempt('visit', 'persuaded_visit', {
      gate: story.gate(),
    });
    long.outage(4 * DAY);
    expect(long.rung('follow_up_24h')).toMatchObject({ status: 'skipped', reason: 'missed' });
    expect(long.rung('follow_up_72h').status).toBe('open');
  });

  it('a rung whose policy is to skip is left out when it is late, not when it is in time', () => {
    const { critical } = DEFAULT_PLAYBOOK.tiers;
    const rungs = critical.rungs.map((rung) =>
      rung.id === 'sms' ? { ...rung, catchUp: 'skip' as const } : rung,
    );
    const playbook: Playbook = {
      ...DEFAULT_PLAYBOOK,
      tiers: { ...DEFAULT_PLAYBOOK.tiers, critical: { ...critical, rungs } },
    };
    expect(new Story({ playbook }).outage(HOUR).rung('sms')).toMatchObject({
      status: 'skipped',
      reason: 'missed',
    });
    expect(new Story({ playbook }).outage(3 * MINUTE).rung('sms').status).toBe('running');
  });
});

describe('a wake', () => {
  it('with nothing due returns the very same snapshot', () => {
    const { snapshot } = new Story();
    const decision = decide(snapshot, DEFAULT_PLAYBOOK, { type: 'wake' }, NOON + SECOND);
    expect(decision.snapshot).toBe(snapshot);
    expect(decision).toMatchObject({ events: [], effects: [] });
  });

  it('is armed for the earliest clock and fenced anew each time it moves', () => {
    const story = new Story();
    expect(story.snapshot).toMatchObject({ wakeAt: NOON + 48 * SECOND, wakeNo: 1 });
    story.tell({ type: 'claimed', by: 'officer-1', until: NOON + 20 * SECOND });
    expect(story.snapshot).toMatchObject({ wakeAt: NOON + 20 * SECOND, wakeNo: 2 });
    story.tell({ type: 'lease_extended', until: NOON + 20 * SECOND, callUntil: null });
    expect(story.snapshot.wakeNo).toBe(2);
  });

  it('is still armed when every clock has run out, and then says so again', () => {
    const story = new Story({ tier: 'critical' }).pass(4 * HOUR);
    const before = story.alarms().length;
    expect(story.snapshot.wakeAt).not.toBeNull();
    story.pass(DAY);
    expect(story.alarms().length).toBeGreaterThan(before);
  });
});
