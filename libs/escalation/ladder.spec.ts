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
