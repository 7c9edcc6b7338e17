import { DAY, HOUR, MINUTE, NOON, SECOND, Story } from './ladder-story.js';
import { DecisionRefused, type PersuasionGate } from './snapshot.js';

describe('the gate of a persuasion', () => {
  const broken: [string, Partial<PersuasionGate>][] = [
    ['gate.identityFacts', { identityFacts: ['birth_date'] }],
    ['gate.identityFacts', { identityFacts: ['birth_date', 'birth_date'] }],
    ['gate.identityFacts', { identityFacts: ['birth_date', '19600101'] }],
    ['gate.contactCut', { contactCut: false }],
    ['gate.paymentsChecked', { paymentsChecked: false }],
    ['gate.followUpAt', { followUpAt: NOON }],
  ];

  it.each(broken)('is incomplete without %s', (field, fault) => {
    const story = new Story();
    const before = story.snapshot;
    try {
      story.attempt('call', 'persuaded_phone', { gate: story.gate(fault) });
      throw new Error('it was believed');
    } catch (error) {
      expect(error).toBeInstanceOf(DecisionRefused);
      expect(error).toMatchObject({ code: 'gate_incomplete', field });
    }
    expect(story.snapshot).toBe(before);
  });

  it('is needed at all', () => {
    const act = (): unknown => new Story().attempt('call', 'persuaded_phone');
    expect(act).toThrow(expect.objectContaining({ code: 'gate_incomplete', field: 'gate' }));
  });
});

describe('persuaded by phone', () => {
  it.each(['critical', 'high'] as const)('%s: is watched, contact stops, the visit stays', (tier) => {
    const story = new Story({ tier }).persuade();
    expect(story.snapshot).toMatchObject({
      state: 'watched',
      result: 'persuaded_phone',
      persuadedBy: 'phone',
    });
    for (const id of ['sms', 'relative']) expect(story.rung(id)).toMatchObject({ status: 'cancelled' });
    expect(story.rung('call').status).toBe('done');
    story.pass((tier === 'critical' ? 3 : 30) * MINUTE).settle();
    expect(story.rung('visit')).toMatchObject({ status: 'running', reason: 'dispatched' });
    expect(story.sent()).toEqual([tier === 'critical' ? 'visit@180' : 'visit@1800']);
  });

  it('medium: cancels the visit as well; one follow-up after 72 h ends the case', () => {
    const story = new Story({ tier: 'medium' }).persuade();
    expect(story.rung('face_to_face').status).toBe('cancelled');
    expect(story.rung('follow_up_72h')).toMatchObject({
      startAt: NOON + 3 * DAY,
      anchoredAt: NOON + 3 * DAY,
    });
    story.pass(3 * DAY).attempt('follow_up', 'persuaded_phone');
    expect(story.snapshot).toMatchObject({ state: 'ended', result: 'persuaded_phone' });
  });

  it('alarms nobody about a follow-up before it could be made', () => {
    const story = new Story({ tier: 'critical', facts: { hasAddress: false } }).persuade();
    const alarms = (): string[] => story.alarms().filter((alarm) => alarm.startsWith('follow_up_24h:'));
    story.until(NOON + DAY + 3 * HOUR);
    expect(alarms()).toEqual([]);
    story.pass(HOUR);
    expect(alarms()).toEqual([
      `follow_up_24h:clock_80@${27.2 * 3600}`,
      `follow_up_24h:clock_100@${28 * 3600}`,
    ]);
  });

  it('low: is watched until the follow-up that the gate promised', () => {
    const story = new Story({ tier: 'low' });
    story.attempt('inbound_call', 'persuaded_phone', { gate: story.gate({ followUpAt: NOON + 2 * DAY }) });
    expect(story.rung('follow_up_promised').startAt).toBe(NOON + 2 * DAY);
    story.pass(2 * DAY).attempt('follow_up', 'self_aware');
    expect(story.snapshot).toMatchObject({ state: 'ended', result: 'persuaded_phone' });
  });

  it('plans follow-ups from the persuasion, the first no later than promised, 30 days for the long cons', () => {
    const story = new Story({ facts: { fraudType: 'romance' } }).pass(10 * MINUTE);
    story.attempt('call', 'persuaded_phone', { gate: story.gate({ followUpAt: story.now + 5 * HOUR }) });
    const starts = story.snapshot.rungs
      .filter((rung) => rung.kind === 'follow_up')
      .map((rung) => rung.startAt);
    const from = NOON + 10 * MINUTE;
    expect(starts).toEqual([from + 5 * HOUR, from + 3 * DAY, from + 7 * DAY, from + 30 * DAY]);
    expect(new Story().persuade().has('follow_up_30d')).toBe(false);
  });

  it('ends with the last clean follow-up, once the visit was made or waived', () => {
    const story = new Story({ tier: 'high' })
      .persuade()
      .pass(30 * MINUTE)
      .settle();
    for (const days of [1, 3, 7]) {
      story.until(NOON + days * DAY).attempt('follow_up', 'persuaded_phone');
    }
    expect(story.snapshot.state).toBe('watched');
    story.tell({ type: 'waived', rungId: 'visit', by: 'supervisor-1', reason: 'moved away' });
    expect(story.snapshot).toMatchObject({ state: 'ended', result: 'persuaded_phone' });
    expect(JSON.stringify(story.events)).not.toContain('moved away');
  });

  describe('is never ended by waiving its last look, so that it counts as durable only when it ended clean', () => {
    const waive = (story: Story, rungId: string): Story =>
      story.tell({ type: 'waived', rungId, by: 'supervisor-1', reason: 'short of people' });
    const refused: Error = expect.objectContaining({ code: 'outcome_not_for_kind', field: 'rungId' });

    it('the last follow-up is made, the ones before it may be waived', () => {
      const story = new Story({ tier: 'medium' }).persuade();
      expect(() => waive(story, 'follow_up_72h')).toThrow(refused);
      expect(story.snapshot.state).toBe('watched');

      const high = new Story({ tier: 'high', facts: { hasAddress: false } }).persuade();
      waive(waive(high, 'follow_up_24h'), 'follow_up_72h');
      expect(() => waive(high, 'follow_up_7d')).toThrow(refused);
      high.until(NOON + 7 * DAY).attempt('follow_up', 'persuaded_phone');
      expect(high.snapshot).toMatchObject({ state: 'ended', result: 'persuaded_phone' });
    });

    it('nor is the re-verification that came in its place, until somebody saw or heard them', () => {
      const story = new Story({ tier: 'medium' }).persuade().until(NOON + 3 * DAY);
      for (let call = 0; call < 3; call += 1) story.attempt('follow_up', 'no_answer').pass(2 * HOUR);
      expect(story.rung('follow_up_72h').status).toBe('exhausted');
      expect(() => waive(story, 'follow_up_72h')).toThrow(refused);
      expect(() => waive(story, 'reverify')).toThrow(refused);
      story.attempt('call', 'persuaded_phone', { rungId: 'reverify' });
      expect(story.snapshot.state).toBe('ended');
    });

    it('a re-verification beside a follow-up that lies ahead may be waived', () => {
      const story = new Story({ tier: 'high' })
        .persuade()
        .pass(30 * MINUTE)
        .settle('failed');
      waive(story, 'reverify');
      expect(story.rung('reverify')).toMatchObject({ status: 'skipped', reason: 'waived' });
      expect(story.snapshot.state).toBe('watched');
    });
  });

  it('a visit that finds them persuaded counts for more', () => {
    const story = new Story({ tier: 'high' })
      .persuade()
      .pass(30 * MINUTE)
      .settle();
    story.persuade('visit', 'persuaded_visit');
    expect(story.snapshot).toMatchObject({ result: 'persuaded_visit', persuadedBy: 'visit' });
    expect(story.rung('face_to_face').status).toBe('done');
  });
});

describe('the visit after a persuasion by phone', () => {
  const tier = 'critical';

  it('is sent for a case that was opened stale, and had none', () => {
    const story = new Story({ tier, raisedAt: NOON - 3 * HOUR });
    expect(story.has('visit')).toBe(false);
    story.attempt('call', 'persuaded_phone', { rungId: 'reverify', gate: story.gate() });
    expect(story.snapshot.state).toBe('watched');
    expect(story.rung('visit')).toMatchObject({ status: 'running', reason: 'persuaded_phone' });
  });

  it('is sent again after a dispatch that failed, and after one that met nobody', () => {
    const failed = new Story({ tier })
      .pass(3 * MINUTE)
      .settle('failed')
      .persuade();
    expect(failed.rung('visit')).toMatchObject({ status: 'running', cycle: 1 });
    const nobody = new Story({ tier }).pass(3 * MINUTE).settle();
    for (let round = 0; round < 3; round += 1)
      nobody
        .attempt('visit', 'not_found')
        .pass(30 * MINUTE)
        .settle();
    expect(nobody.persuade().rung('visit').status).toBe('running');
  });

  it('is not sent when it was waived, or the person was met before', () => {
    const waived = new Story({ tier }).pass(MINUTE);
    waived.tell({ type: 'waived', rungId: 'visit', by: 'supervisor-1', reason: 'in hospital' });
    expect(waived.persuade().rung('visit').status).toBe('skipped');
    const met = new Story({ tier })
      .pass(3 * MINUTE)
      .settle()
      .attempt('visit', 'wavering');
    expect(met.persuade().rung('visit').status).toBe('done');
  });

  it('is sent when it becomes known where they live', () => {
    const story = new Story({ tier, facts: { hasAddress: false } }).pass(4 * MINUTE).persuade();
    expect(story.rung('visit')).toMatchObject({ status: 'skipped', reason: 'no_address' });
    story.pass(DAY).tell({ type: 'facts_changed', facts: { ...story.snapshot.facts, hasAddress: true } });
    expect(story.rung('visit').status).toBe('running');
  });

  it('keeps the watch from ending while it fails, until it is made or waived', () => {
    const story = new Story({ tier })
      .persuade()
      .pass(3 * MINUTE)
      .settle('failed');
    expect(story.rung('reverify').status).toBe('open');
    story.attempt('call', 'persuaded_phone', { rungId: 'reverify' });
    for (const days of [1, 3, 7]) story.until(NOON + days * DAY).attempt('follow_up', 'persuaded_phone');
    expect(story.snapshot.state).toBe('watched');
    expect(story.rung('visit').status).toBe('running');
    story.settle('failed').tell({ type: 'waived', rungId: 'visit', by: 'supervisor-1', reason: 'abroad' });
    expect(story.rung('visit')).toMatchObject({ status: 'skipped', reason: 'waived' });
    story.attempt('call', 'persuaded_phone', { rungId: 'reverify' });
    expect(story.snapshot).toMatchObject({ state: 'ended', result: 'persuaded_phone' });
  });

  it('is owed, and so are the follow-ups that still lie ahead, when a watched case reaches a higher tier', () => {
    const story = new Story({ tier: 'medium' }).persuade().pass(2 * DAY);
    story.tell({ type: 'raised', cause: 'relative_contradicts', by: null });
    expect(story.snapshot).toMatchObject({ state: 'watched', tier: 'high' });
    expect(story.rung('visit').status).toBe('running');
    expect(story.has('follow_up_24h')).toBe(false);
    expect(story.rung('follow_up_7d').startAt).toBe(NOON + 7 * DAY);
  });
});

describe('persuaded face to face', () => {
  it('cancels visit and relative and releases what is in force at once', () => {
    const story = new Story().tell({ type: 'countermeasure', active: true, note: 'in_force' });
    story
      .pass(3 * MINUTE)
      .settle()
      .persuade('visit', 'persuaded_visit');
    expect(story.snapshot).toMatchObject({ state: 'watched', persuadedBy: 'visit', confirmation: null });
    expect(story.rung('visit').status).toBe('done');
    expect(story.sent().at(-1)).toBe('countermeasure_release@180');
  });
});

describe('release after a persuasion by phone', () => {
  const story = (): Story =>
    new Story().tell({ type: 'countermeasure', active: true, note: 'in_force' }).persuade();
  const released = (one: Story): number =>
    one.effects.filter(({ effect }) => effect.kind === 'countermeasure_release').length;

  it('waits for a second person and is asked again every 15 min', () => {
    const one = story();
    expect(one.snapshot.confirmation).toMatchObject({ kind: 'release', dueAt: NOON + 15 * MINUTE });
    one.pass(31 * MINUTE);
    expect(one.alarms().filter((alarm) => alarm.startsWith('case:confirmation_overdue'))).toHaveLength(2);
    expect(released(one)).toBe(0);
    one.tell({ type: 'confirmed', kind: 'release', by: 'supervisor-1' });
    expect(released(one)).toBe(1);
    expect(() => one.tell({ type: 'confirmed', kind: 'release', by: 'supervisor-1' })).toThrow(
      expect.objectContaining({ code: 'nothing_to_confirm' }),
    );
  });

  it('happens at once when the visit finds them persuaded', () => {
    const one = story()
      .pass(3 * MINUTE)
      .settle()
      .persuade('visit', 'persuaded_visit');
    expect(one.snapshot.confirmation).toBeNull();
    expect(released(one)).toBe(1);
  });

  it('is asked for when a countermeasure comes into force only afterwards', () => {
    const one = new Story().persuade().tell({ type: 'countermeasure', active: true, note: 'in_force' });
    expect(one.snapshot.confirmation?.kind).toBe('release');
    expect(() => one.tell({ type: 'confirmed', kind: 'release', by: 'officer-1' })).toThrow(
      expect.objectContaining({ code: 'second_person_needed' }),
    );
    one.tell({ type: 'confirmed', kind: 'release', by: 'supervisor-1' });
    expect(released(one)).toBe(1);
  });

  it('is not needed any more when the person relapses', () => {
    const one = story().attempt('inbound_call', 'denies');
    expect(one.snapshot).toMatchObject({ state: 'open', confirmation: null });
    expect(released(one)).toBe(0);
  });
});

describe('in the watch window', () => {
  it('paying reopens the same case: raised, alarmed, stop payment drafted, calls again', () => {
    const story = new Story({ tier: 'high' }).persuade().pass(DAY);
    story.attempt('inbound_call', 'paid');
    expect(story.snapshot).toMatchObject({
      state: 'open',
      tier: 'critical',
      result: null,
      raised: ['paid_after_persuasion', 'paid'],
      outcomes: { paid_after_persuasion: [story.now] },
    });
    expect(story.rung('follow_up_72h')).toMatchObject({ status: 'cancelled', reason: 'reopened' });
    expect(story.rung('call')).toMatchObject({ status: 'open', cycle: 1 });
    expect(story.alarms().some((alarm) => alarm.includes('relapse'))).toBe(true);
    expect(story.sent()).toContain('countermeasure_draft@86400');
  });

  it.each(['denies', 'third_party_answered'] as const)('%s at a follow-up is a relapse', (outcome) => {
    const story = new Story({ tier: 'medium' })
      .persuade()
      .pass(3 * DAY)
      .attempt('follow_up', outcome);
    expect(story.snapshot.state).toBe('open');
    expect(story.snapshot.anchors.persuaded).toBeNull();
  });

  it('silence is retried, then a person re-verifies; the case does not end by itself', () => {
    const story = new Story({ tier: 'medium' }).persuade().pass(3 * DAY);
    for (let attempt = 0; attempt < 3; attempt += 1) story.attempt('follow_up', 'no_answer').pass(2 * HOUR);
    expect(story.rung('follow_up_72h').status).toBe('exhausted');
    story.tell({ type: 'rung_done', rungId: 'report_back', by: 'officer-1' });
    expect(story.snapshot).toMatchObject({ state: 'watched', next: { rungId: 'reverify' } });
    story.tell({ type: 'rung_done', rungId: 'reverify', by: 'officer-1' });
    expect(story.rung('reverify')).toMatchObject({ status: 'waiting', startAt: story.now + DAY });
    story.attempt('follow_up', 'persuaded_phone', { rungId: 'reverify' });
    expect(story.snapshot).toMatchObject({ state: 'ended', result: 'persuaded_phone' });
  });

  it('a contact before a follow-up is due is recorded and stands for none', () => {
    const story = new Story()
      .pass(3 * MINUTE)
      .settle()
      .persuade('visit', 'persuaded_visit');
    for (const rungId of ['follow_up_24h', 'follow_up_72h', 'follow_up_7d', undefined])
      story.attempt('follow_up', 'persuaded_phone', rungId === undefined ? {} : { rungId });
    expect(story.snapshot.state).toBe('watched');
    expect(story.snapshot.outcomes.persuaded_phone).toHaveLength(4);
    for (const rungId of ['follow_up_24h', 'follow_up_72h', 'follow_up_7d'])
      expect(story.rung(rungId)).toMatchObject({ status: 'waiting', attempts: 0 });
    // A payment says what it says at any time.
    expect(story.attempt('follow_up', 'paid', { rungId: 'follow_up_7d' }).snapshot.state).toBe('open');
  });

  it('an answer before the next try of a follow-up that found nobody is that follow-up', () => {
    const story = new Story({ tier: 'medium' }).persuade().pass(3 * DAY);
    story.attempt('follow_up', 'no_answer').pass(HOUR).attempt('follow_up', 'persuaded_phone');
    expect(story.snapshot.state).toBe('ended');
  });

  it('a custody or a wrong district at a follow-up does not count as one', () => {
    const story = new Story({ tier: 'medium' })
      .persuade()
      .pass(3 * DAY)
      .attempt('follow_up', 'relative_custody');
    expect(story.rung('follow_up_72h').status).toBe('waiting');
    expect(story.snapshot.state).toBe('watched');
  });

  it('a relative who does not answer says nothing about the person', () => {
    const story = new Story({ tier: 'high' }).persuade().pass(SECOND).attempt('relative', 'denies');
    expect(story.snapshot.state).toBe('watched');
  });
});
