import { DAY, HOUR, MINUTE, NOON, SECOND, Story } from './ladder-story.js';
import { decide } from './escalation.decide.js';
import { DEFAULT_PLAYBOOK } from './default.playbook.js';

const refused = (code: string): Error => expect.objectContaining({ name: 'DecisionRefused', code });

describe('a claim', () => {
  const claim = (story: Story, by: string): Story =>
    story.tell({ type: 'claimed', by, until: story.now + MINUTE });

  it('signs the case in and leaves every other clock running', () => {
    const story = claim(new Story(), 'officer-1');
    expect(story.rung('sign_in').status).toBe('done');
    expect(story.snapshot.next).toMatchObject({ rungId: 'call' });
    expect(story.pass(2 * MINUTE).sent()).toEqual(['sms@120']);
    expect(story.alarms()).toEqual(['call:clock_80@96', 'call:clock_100@120']);
  });

  it('is refused while somebody else holds the case, and free when the lease has lapsed', () => {
    const story = claim(new Story(), 'officer-1');
    expect(() => claim(story, 'officer-2')).toThrow(refused('claimed_by_other'));
    story.pass(MINUTE);
    expect(story.snapshot.lease).toBeNull();
    expect(story.events.some(({ event }) => event.kind === 'lease_lapsed')).toBe(true);
    expect(claim(story, 'officer-2').snapshot.lease?.by).toBe('officer-2');
  });

  it('is held by a started call until it ends', () => {
    const story = claim(new Story(), 'officer-1');
    story
      .tell({ type: 'lease_extended', until: NOON + MINUTE, callUntil: NOON + 30 * MINUTE })
      .pass(29 * MINUTE);
    expect(() => claim(story, 'officer-2')).toThrow(refused('claimed_by_other'));
    story.pass(MINUTE);
    expect(story.snapshot.lease).toBeNull();
    expect(() => story.tell({ type: 'lease_extended', until: story.now + MINUTE, callUntil: null })).toThrow(
      refused('not_claimed'),
    );
  });

  it('that heartbeats keep alive rings nothing by itself, however often the old end of the lease comes', () => {
    const story = new Story({ tier: 'high' })
      .pass(6 * MINUTE)
      .settle()
      .attempt('call', 'no_answer');
    const { version } = story.snapshot;
    const rung = story.alarms();
    story.hold('officer-1', 9 * MINUTE);
    expect(story.alarms()).toEqual(rung);
    expect(story.snapshot.lease?.by).toBe('officer-1');
    // Arming anew is no news, and nobody's If-Match goes stale by it; the claim is.
    expect(story.snapshot.version).toBe(version + 1);
    expect(story.snapshot.wakeAt).toBeGreaterThan(story.now);
  });

  it('is taken over by a supervisor, whatever heartbeats or call hold it, and the one who had it is named', () => {
    const story = claim(new Story(), 'officer-1');
    story.tell({ type: 'lease_extended', until: NOON + MINUTE, callUntil: NOON + 30 * MINUTE });
    story.tell({ type: 'claimed', by: 'supervisor-1', until: NOON + MINUTE, over: true });
    expect(story.snapshot.lease).toEqual({ by: 'supervisor-1', until: NOON + MINUTE, callUntil: null });
    const over = story.events.filter(({ event }) => event.kind === 'taken_over');
    expect(over.map(({ event }) => event.data)).toEqual([{ by: 'supervisor-1', from: 'officer-1' }]);
    expect(() => claim(story, 'officer-1')).toThrow(refused('claimed_by_other'));
  });

  it('that takes over what nobody holds is a claim like any other', () => {
    const story = new Story().tell({ type: 'claimed', by: 'supervisor-1', until: NOON + MINUTE, over: true });
    expect(story.events.some(({ event }) => event.kind === 'claimed')).toBe(true);
    expect(story.events.some(({ event }) => event.kind === 'taken_over')).toBe(false);
  });

  it('is given back by its holder only', () => {
    const story = claim(new Story(), 'officer-1');
    expect(() => story.tell({ type: 'released', by: 'officer-2' })).toThrow(refused('claimed_by_other'));
    expect(story.tell({ type: 'released', by: 'officer-1' }).snapshot.lease).toBeNull();
    const idle = story.snapshot;
    expect(story.tell({ type: 'released', by: 'officer-1' }).snapshot).toBe(idle);
  });
});

describe('a pause', () => {
  it('holds the rungs it names, with their clocks; the others go on', () => {
    const story = new Story().tell({
      type: 'paused',
      rungs: ['sms', 'call'],
      until: NOON + HOUR,
      by: 'supervisor-1',
    });
    story.pass(10 * MINUTE);
    expect(story.sent()).toEqual(['visit@180', 'relative@300']);
    expect(story.alarms().filter((alarm) => alarm.startsWith('call'))).toEqual([]);
    expect(story.alarms()).toContain('sign_in:clock_100@60');
    story.pass(50 * MINUTE);
    expect(story.snapshot.pause).toBeNull();
    expect(story.sent()).toContain('sms@3600');
    expect(story.alarms()).toContain('call:clock_100@3600');
  });

  it('must end ahead, name rungs there are, and not be doubled', () => {
    const story = new Story();
    const pause = (rungs: string[], until: number) => (): unknown =>
      story.tell({ type: 'paused', rungs, until, by: 'supervisor-1' });
    expect(pause(['call'], NOON)).toThrow(refused('time_passed'));
    expect(pause(['nowhere'], NOON + HOUR)).toThrow(refused('unknown_rung'));
    pause(['call'], NOON + HOUR)();
    expect(pause(['sms'], NOON + HOUR)).toThrow(refused('already_active'));
    expect(story.tell({ type: 'resumed', by: 'supervisor-1' }).snapshot.pause).toBeNull();
  });
});

describe("a person's word", () => {
  it('settles what needs no outcome, and only that', () => {
    const story = new Story().pass(5 * MINUTE);
    for (const rungId of ['report_back', 'countermeasure', 'sign_in']) {
      expect(story.tell({ type: 'rung_done', rungId, by: 'officer-1' }).rung(rungId).status).toBe('done');
    }
    expect(() => story.tell({ type: 'rung_done', rungId: 'call', by: 'officer-1' })).toThrow(
      refused('outcome_not_for_kind'),
    );
    const settled = story.snapshot;
    expect(story.tell({ type: 'rung_done', rungId: 'sign_in', by: 'officer-1' }).snapshot).toBe(settled);
  });

  it('a proposed countermeasure settles its rung', () => {
    const story = new Story()
      .pass(5 * MINUTE)
      .tell({ type: 'countermeasure', active: true, note: 'proposed' });
    expect(story.rung('countermeasure').status).toBe('done');
  });
});

describe('effects', () => {
  it('a failed sms is an alarm and stops nothing', () => {
    const story = new Story().pass(2 * MINUTE).settle('failed');
    expect(story.rung('sms')).toMatchObject({ status: 'failed', reason: 'failed' });
    expect(story.alarms()).toContain('sms:effect_failed@120');
    expect(story.pass(MINUTE).sent()).toEqual(['sms@120', 'visit@180']);
  });

  it('a dispatch that fails starts the relative and the countermeasure review', () => {
    const story = new Story().pass(3 * MINUTE);
    const key = story.rung('visit').effectKey ?? '';
    story.tell({ type: 'effect', key, rungId: 'visit', result: 'failed' });
    expect(story.rung('relative').status).toBe('running');
    expect(story.rung('countermeasure').status).toBe('open');
  });

  it('unknown is shown, and a late receipt still settles it', () => {
    const story = new Story().pass(2 * MINUTE);
    const key = story.rung('sms').effectKey ?? '';
    expect(key).toBe('c1:sms:0:1');
    story.pass(2 * MINUTE);
    expect(story.alarms()).toContain('sms:effect_unknown@240');
    expect(story.tell({ type: 'effect', key, rungId: 'sms', result: 'done' }).rung('sms').status).toBe(
      'done',
    );
  });

  it('of another cycle, doubled, or of a case that has ended change nothing', () => {
    const story = new Story().pass(2 * MINUTE);
    const key = story.rung('sms').effectKey ?? '';
    const running = story.snapshot;
    expect(story.tell({ type: 'effect', key: 'c1:sms:9:1', rungId: 'sms', result: 'failed' }).snapshot).toBe(
      running,
    );
    story.tell({ type: 'effect', key, rungId: 'sms', result: 'done' });
    const done = story.snapshot;
    expect(story.tell({ type: 'effect', key, rungId: 'sms', result: 'failed' }).snapshot).toBe(done);
    story.attempt('call', 'self_aware');
    const ended = story.snapshot;
    expect(story.tell({ type: 'effect', key, rungId: 'sms', result: 'done' }).snapshot).toBe(ended);
  });

  it('a robot call that was placed must say what came of it', () => {
    const story = new Story({ tier: 'low' }).settle().pass(10 * MINUTE);
    expect(story.rung('robot_call')).toMatchObject({ status: 'failed', reason: 'unknown' });
    expect(story.rung('call').status).toBe('open');
  });

  it('keys are the same however often the decision is taken', () => {
    const { snapshot } = new Story();
    const take = (): unknown =>
      decide(snapshot, DEFAULT_PLAYBOOK, { type: 'wake' }, NOON + 3 * MINUTE).effects;
    expect(take()).toEqual(take());
  });
});

describe('a held source', () => {
  it('critical: nothing goes out, the supervisor is alarmed, after 2 min an officer may call anyway', () => {
    const story = new Story({ facts: { held: true } }).pass(MINUTE);
    expect(story.rung('call').status).toBe('waiting');
    story.pass(10 * MINUTE);
    expect(story.rung('call').status).toBe('open');
    expect(story.sent()).toEqual([]);
    const alarms = story.alarms().filter((alarm) => alarm.includes('held_source:held_source'));
    expect(alarms.slice(0, 2)).toEqual(['held_source:held_source@0', 'held_source:held_source@120']);
  });

  it('let go, sends what was due', () => {
    const story = new Story({ facts: { held: true } }).pass(10 * MINUTE);
    story.tell({ type: 'hold_released', by: 'supervisor-1' });
    expect(story.sent()).toEqual(['sms@600', 'visit@600', 'relative@600']);
    expect(story.rung('held_source').status).toBe('done');
  });
});

describe('quiet hours', () => {
  /** 23:00 at the desk. */
  const NIGHT = NOON + 11 * HOUR;
  const SEVEN = NOON + 19 * HOUR;

  it.each(['medium', 'low'] as const)('%s: wait for 07:00, spread out, with their alarms', (tier) => {
    const story = new Story({ tier, at: NIGHT }).until(SEVEN - SECOND);
    expect(story.sent()).toEqual([]);
    expect(story.alarms()).toEqual([]);
    const first = story.rung(tier === 'medium' ? 'call' : 'robot_call');
    expect(first.startAt).toBeGreaterThanOrEqual(SEVEN);
    expect(first.startAt).toBeLessThan(SEVEN + 30 * MINUTE);
    expect(first.dueAt).toBeGreaterThanOrEqual(first.startAt + 30 * MINUTE);
  });

  it.each(['critical', 'high'] as const)('%s: do not wait', (tier) => {
    expect(new Story({ tier, at: NIGHT }).pass(5 * MINUTE).sent(NIGHT)).toContain(
      tier === 'critical' ? 'sms@120' : 'sms@300',
    );
  });

  it('spread cases apart, the same case always alike', () => {
    const at = (caseId: string): number =>
      new Story({ tier: 'medium', at: NIGHT, caseId }).rung('call').startAt;
    expect(new Set(['a', 'b', 'c', 'd', 'e'].map(at)).size).toBeGreaterThan(3);
    expect(at('a')).toBe(at('a'));
  });

  it('hold what was missed by day: after an outage, a pause and a held source alike', () => {
    const outage = new Story({ tier: 'medium', at: NOON + 9 * HOUR }).outage(4 * HOUR);
    const paused = new Story({ tier: 'medium', at: NOON + 9 * HOUR });
    paused.tell({ type: 'paused', rungs: ['sms', 'call'], until: NIGHT, by: 'supervisor-1' }).until(NIGHT);
    const held = new Story({ tier: 'medium', at: NOON + 8 * HOUR, facts: { held: true } }).until(NIGHT);
    held.tell({ type: 'hold_released', by: 'supervisor-1' });
    for (const story of [outage, paused, held]) {
      expect(story.sent()).toEqual([]);
      expect(story.until(SEVEN - SECOND).sent()).toEqual([]);
      story.until(SEVEN + 30 * MINUTE);
      expect(story.sent()).toEqual([expect.stringMatching(/^sms@/u)]);
      expect(story.rung('call').status).toBe('open');
    }
  });

  it('hold the first call of a case whose source is held, and a relative that is agreed to at night', () => {
    const call = new Story({ tier: 'medium', at: NOON + 9 * HOUR + 50 * MINUTE, facts: { held: true } });
    call.pass(HOUR);
    expect(call.rung('call').status).toBe('waiting');
    expect(call.rung('call').startAt).toBeGreaterThanOrEqual(SEVEN);
    expect(call.alarms().filter((alarm) => alarm.startsWith('call'))).toEqual([]);
    const relative = new Story({ tier: 'medium', at: NOON }).until(NIGHT);
    relative.tell({ type: 'agreed', rungId: 'relative', by: 'supervisor-1' });
    expect(relative.sent()).not.toContain('relative@39600');
    relative.until(SEVEN + 30 * MINUTE);
    expect(relative.sent().some((one) => one.startsWith('relative@'))).toBe(true);
  });

  it('end for a case that is raised', () => {
    const story = new Story({ tier: 'medium', at: NIGHT }).pass(HOUR);
    story.tell({ type: 'raised', cause: 'supervisor', by: 'supervisor-1' });
    expect(story.rung('call')).toMatchObject({ status: 'open', dueAt: story.now + 5 * MINUTE });
  });

  it('move a deadline that falls into them', () => {
    const story = new Story({ tier: 'medium', at: NOON + 9 * HOUR + 50 * MINUTE });
    expect(story.rung('call').status).toBe('open');
    expect(story.rung('call').dueAt).toBeGreaterThanOrEqual(SEVEN);
    expect(story.rung('face_to_face').dueAt).toBe(NOON + DAY + 9 * HOUR + 50 * MINUTE);
  });
});
