import { callerIdOf } from './caller-id.js';
import { DEFAULT_PLAYBOOK } from './default.playbook.js';
import { MINUTE, NOON, SECOND, Story } from './ladder-story.js';
import type { RungSpec } from './playbook.js';
import { DecisionRefused } from './snapshot.js';
import type { Outcome, Tier } from './vocabulary.js';

const code = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    if (error instanceof DecisionRefused) return error.code;
    throw error;
  }
  return 'accepted';
};

/** domain.md section 3: what one outcome of a call does to a fresh high case, 60 s after its receipt. */
describe('an outcome of a call in a high case', () => {
  const cases: [
    Outcome,
    { tier?: Tier; sent: string[]; state?: string; call?: string; started?: string[] },
  ][] = [
    ['self_aware', { sent: [], state: 'ended', call: 'done' }],
    ['wavering', { sent: ['visit@60'], call: 'done' }],
    ['denies', { sent: ['visit@60', 'relative@60'], call: 'done' }],
    ['refused', { sent: [], call: 'done', started: ['countermeasure'] }],
    ['no_answer', { sent: ['sms@60'], call: 'waiting' }],
    ['busy', { sent: ['sms@60', 'visit@60', 'relative@60'], call: 'waiting' }],
    ['rejected', { sent: ['visit@60'], call: 'waiting' }],
    ['phone_off', { tier: 'critical', sent: ['visit@60'], call: 'waiting' }],
    [
      'invalid_number',
      { sent: ['visit@60', 'relative@60'], call: 'failed', started: ['reverify', 'countermeasure'] },
    ],
    ['third_party_answered', { tier: 'critical', sent: ['visit@60'], call: 'waiting' }],
    [
      'call_forward_suspected',
      { tier: 'critical', sent: ['visit@60'], call: 'waiting', started: ['countermeasure'] },
    ],
    ['wrong_jurisdiction', { sent: [], call: 'waiting', started: ['reverify'] }],
    ['paid', { sent: ['countermeasure_draft@60', 'visit@60'], call: 'done' }],
    ['relative_custody', { sent: [], call: 'done' }],
    ['not_victim', { sent: [], call: 'done', started: ['reverify'] }],
  ];

  it.each(cases)('%s', (outcome, expected) => {
    const story = new Story({ tier: 'high' }).pass(MINUTE).attempt('call', outcome);
    expect(story.snapshot.state).toBe(expected.state ?? 'open');
    expect(story.snapshot.tier).toBe(expected.tier ?? 'high');
    expect(story.sent().sort()).toEqual([...expected.sent].sort());
    expect(story.rung('call').status).toBe(expected.call);
    const started = ['countermeasure', 'reverify'].filter(
      (id) => story.has(id) && story.rung(id).status === 'open',
    );
    expect(started.sort()).toEqual([...(expected.started ?? [])].sort());
    if (expected.call === 'waiting') expect(story.rung('call').startAt).toBeGreaterThan(story.now);
    expect(story.rung('sign_in').status).toBe('done');
  });

  it('that needs a gate, or comes of another kind of attempt, is refused and changes nothing', () => {
    const story = new Story({ tier: 'high' });
    expect(code(() => story.attempt('call', 'persuaded_visit'))).toBe('outcome_not_for_kind');
    expect(code(() => story.attempt('visit', 'no_answer'))).toBe('outcome_not_for_kind');
    expect(code(() => story.attempt('call', 'expired'))).toBe('outcome_not_for_kind');
    expect(code(() => story.attempt('call', 'busy', { rungId: 'nowhere' }))).toBe('unknown_rung');
    expect(story.snapshot.version).toBe(1);
  });
});

describe('the rung that an attempt names', () => {
  it.each([
    ['call', 'persuaded_phone', 'visit'],
    ['call', 'persuaded_phone', 'face_to_face'],
    ['follow_up', 'persuaded_phone', 'call'],
    ['visit', 'persuaded_visit', 'call'],
    ['relative', 'relative_custody', 'visit'],
    ['review', 'false_alarm', 'report_back'],
  ] as const)('cannot be one that a %s does not work (%s on %s)', (kind, outcome, rungId) => {
    const story = new Story().pass(3 * MINUTE).settle();
    const before = story.snapshot;
    const act = (): unknown => story.attempt(kind, outcome, { rungId, gate: story.gate() });
    expect(act).toThrow(expect.objectContaining({ code: 'outcome_not_for_kind', field: 'rungId' }));
    expect(story.snapshot).toBe(before);
  });

  it('cannot be the engine’s own, nor can that be waived, paused or called done', () => {
    const story = new Story({ facts: { held: true } });
    const rungId = 'held_source';
    for (const act of [
      () => story.attempt('call', 'busy', { rungId }),
      () => story.tell({ type: 'waived', rungId, by: 'supervisor-1', reason: 'no need' }),
      () => story.tell({ type: 'rung_done', rungId, by: 'officer-1' }),
      () => story.tell({ type: 'paused', rungs: [rungId], until: NOON + MINUTE, by: 'supervisor-1' }),
    ])
      expect(act).toThrow(expect.objectContaining({ code: 'outcome_not_for_kind' }));
    expect(story.rung(rungId).status).toBe('open');
  });
});

describe('calls', () => {
  it('are made as often as the tier says, then the ladder goes on without them', () => {
    const story = new Story({ tier: 'critical' });
    story.attempt('call', 'no_answer');
    expect(story.rung('call')).toMatchObject({
      status: 'waiting',
      startAt: NOON + 2 * MINUTE,
      dueAt: NOON + 6 * MINUTE,
    });
    story
      .pass(2 * MINUTE)
      .attempt('call', 'no_answer')
      .pass(2 * MINUTE)
      .attempt('call', 'no_answer');
    expect(story.rung('call')).toMatchObject({ status: 'exhausted', attempts: 3 });
    expect(story.sent()).toEqual(['sms@0', 'visit@180', 'relative@240']);
    expect(story.snapshot.next?.rungId).toBe('countermeasure');
  });

  it('medium: failed calls dispatch a visit', () => {
    const story = new Story({ tier: 'medium' });
    for (let attempt = 0; attempt < 3; attempt += 1) story.attempt('call', 'no_answer').pass(90 * MINUTE);
    expect(story.rung('visit')).toMatchObject({ attempts: 1 });
  });

  it('low: a robot that fails hands over to an officer, and its word ends nothing', () => {
    const story = new Story({ tier: 'low' }).attempt('robot_call', 'self_aware');
    expect(story.snapshot.state).toBe('open');
    expect(story.rung('call').status).toBe('open');
    expect(code(() => story.attempt('robot_call', 'persuaded_phone', { gate: story.gate() }))).toBe(
      'outcome_not_for_kind',
    );
  });

  it('low: a visit is not in its ladder, so an officer calls instead', () => {
    const story = new Story({ tier: 'low' }).attempt('robot_call', 'wavering');
    expect(story.has('visit')).toBe(false);
    expect(story.snapshot.next).toMatchObject({ rungId: 'call' });
  });
});

describe('busy', () => {
  it('twice, 3 min apart, raises the tier once', () => {
    const story = new Story({ tier: 'high' }).attempt('call', 'busy');
    story.pass(179 * SECOND).attempt('call', 'busy');
    expect(story.snapshot.tier).toBe('high');
    story.pass(SECOND).attempt('call', 'busy');
    expect(story.snapshot).toMatchObject({ tier: 'critical', raised: ['busy_twice'] });
  });

  it('says nothing while a call of ours is on the line', () => {
    const story = new Story({ tier: 'high' }).attempt('call', 'busy', { busyIsForeign: false });
    story.pass(5 * MINUTE).attempt('call', 'busy', { busyIsForeign: false });
    expect(story.snapshot).toMatchObject({ tier: 'high', outcomes: {} });
    expect(story.sent()).toEqual(['sms@300']);
  });
});

describe('visits', () => {
  it('that met nobody are repeated, then given up with a countermeasure review', () => {
    const story = new Story({ tier: 'critical' }).pass(3 * MINUTE).settle();
    expect(story.rung('visit')).toMatchObject({ status: 'running', reason: 'dispatched' });
    story.attempt('visit', 'not_found');
    expect(story.sent()).toEqual(['sms@120', 'visit@180', 'relative@180']);
    story
      .pass(30 * MINUTE)
      .settle()
      .attempt('visit', 'not_found')
      .pass(30 * MINUTE)
      .settle();
    story.attempt('visit', 'not_found');
    expect(story.rung('visit')).toMatchObject({ status: 'exhausted', attempts: 3 });
    expect(story.rung('face_to_face').status).toBe('open');
  });

  it('that met the person stop the face-to-face clock, whatever was said', () => {
    const story = new Story({ tier: 'critical' })
      .pass(3 * MINUTE)
      .settle()
      .attempt('visit', 'denies');
    expect(story.rung('face_to_face').status).toBe('done');
    expect(story.rung('relative').status).toBe('running');
    expect(story.rung('countermeasure').status).toBe('open');
  });
});

describe('an outcome that asks for what had come to nothing', () => {
  const visits = (story: Story): string[] =>
    story.effects.flatMap(({ effect }) => (effect.kind === 'visit' ? [effect.key] : []));

  it.each(['failed', 'unknown'] as const)('sends a visit again whose dispatch %s', (result) => {
    const story = new Story().pass(3 * MINUTE).settle(result);
    story.attempt('call', 'wavering').settle();
    expect(visits(story)).toEqual(['c1:visit:0:1', 'c1:visit:1:1']);
    expect(story.rung('visit')).toMatchObject({ status: 'running', reason: 'dispatched' });
    story.attempt('call', 'third_party_answered');
    expect(visits(story)).toHaveLength(2);
  });

  it('sends a visit again that met nobody three times', () => {
    const story = new Story().pass(3 * MINUTE).settle();
    for (let round = 0; round < 3; round += 1)
      story
        .attempt('visit', 'not_found')
        .pass(30 * MINUTE)
        .settle();
    expect(story.rung('visit').status).toBe('exhausted');
    expect(story.attempt('call', 'denies').rung('visit')).toMatchObject({ status: 'running', attempts: 1 });
  });

  it('does not repeat a message that may have arrived, nor dial a number that is none', () => {
    const story = new Story()
      .pass(2 * MINUTE)
      .settle('unknown')
      .attempt('call', 'no_answer');
    expect(story.sent()).toEqual(['sms@120']);
    const robot = new Story({ tier: 'low' }).attempt('robot_call', 'invalid_number');
    expect(robot.rung('robot_call').status).toBe('failed');
  });
});

describe('relative custody', () => {
  it('is asked after every day, and three silences start a visit', () => {
    const story = new Story({ tier: 'high' })
      .pass(20 * MINUTE)
      .settle()
      .attempt('relative', 'relative_custody');
    expect(story.rung('relative').status).toBe('done');
    expect(story.rung('check_in')).toMatchObject({
      status: 'waiting',
      startAt: story.now + 24 * 60 * MINUTE,
    });
    story.pass(24 * 60 * MINUTE).attempt('follow_up', 'relative_custody', { rungId: 'check_in' });
    expect(story.rung('check_in')).toMatchObject({ status: 'waiting', cycle: 1 });
  });
});

describe('the number to call from', () => {
  const spec = (tier: Tier): RungSpec | undefined =>
    DEFAULT_PLAYBOOK.tiers[tier].rungs.find((one) => one.id === 'call');
  const callerId = (story: Story, tier: Tier): number => callerIdOf(story.rung('call'), spec(tier));

  it('critical: is another one at each try', () => {
    const story = new Story({ tier: 'critical' });
    const used = [0, 1, 2].map(() => {
      const id = callerId(story, 'critical');
      story.attempt('call', 'no_answer').pass(2 * MINUTE);
      return id;
    });
    expect(used).toEqual([1, 2, 1]);
  });

  it('otherwise: is another one after the person hung up', () => {
    const story = new Story({ tier: 'high' }).attempt('call', 'no_answer');
    expect(callerId(story, 'high')).toBe(1);
    expect(callerId(story.attempt('call', 'rejected'), 'high')).toBe(2);
  });
});
