import { DAY, HOUR, MINUTE, NOON, Story } from './ladder-story.js';
import type { ConfirmationKind, DeclineReason, Tier } from './vocabulary.js';

const refused = (code: string): Error => expect.objectContaining({ name: 'DecisionRefused', code });
const confirm = (story: Story, kind: ConfirmationKind, by = 'supervisor-1'): Story =>
  story.tell({ type: 'confirmed', kind, by });
const decline = (story: Story, kind: ConfirmationKind, reason: DeclineReason, by = 'supervisor-1'): Story =>
  story.tell({ type: 'declined', kind, by, reason });
const released = (story: Story): number =>
  story.effects.filter(({ effect }) => effect.kind === 'countermeasure_release').length;
const told = (story: Story, kind: string): unknown[] =>
  story.events.filter(({ event }) => event.kind === kind).map(({ event }) => event.data);

const inForce = (story: Story): Story =>
  story.tell({ type: 'countermeasure', active: true, note: 'in_force' });
const falseAlarm = (): Story => new Story({ tier: 'high' }).attempt('call', 'false_alarm');

describe('a false alarm that waits for its reviewer', () => {
  it.each(['paid', 'wavering', 'denies', 'refused'] as const)('falls away when the person %s', (outcome) => {
    const story = falseAlarm().pass(MINUTE).attempt('inbound_call', outcome);
    expect(story.snapshot).toMatchObject({ state: 'open', confirmation: null });
    expect(told(story, 'confirmation_dropped')).toEqual([{ kind: 'false_alarm', reason: outcome }]);
    expect(() => confirm(story, 'false_alarm')).toThrow(refused('nothing_to_confirm'));
  });

  it('falls away when the person is persuaded: what is in force then waits for a word on its release', () => {
    const story = inForce(falseAlarm()).pass(MINUTE).persuade();
    expect(story.snapshot).toMatchObject({ state: 'watched', confirmation: { kind: 'release' } });
    expect(released(story)).toBe(0);
    expect(released(confirm(story, 'release', 'supervisor-1'))).toBe(1);
  });

  it('falls away with a further alert that brings news, and stays when nobody answers', () => {
    const story = falseAlarm().attempt('call', 'no_answer');
    expect(story.snapshot.confirmation?.kind).toBe('false_alarm');
    story.tell({
      type: 'alert_joined',
      tier: 'high',
      reasons: [],
      facts: story.snapshot.facts,
      news: true,
    });
    expect(story.snapshot.confirmation).toBeNull();
  });

  it('is not confirmed by a word that was meant for a release', () => {
    expect(() => confirm(falseAlarm(), 'release')).toThrow(refused('nothing_to_confirm'));
  });

  it('declined by another person, rings the call again and tells why', () => {
    const story = falseAlarm().pass(MINUTE);
    expect(story.rung('call').status).toBe('done');
    expect(() => decline(story, 'false_alarm', 'evidence_missing', 'officer-1')).toThrow(
      refused('second_person_needed'),
    );
    decline(story, 'false_alarm', 'evidence_missing');
    expect(story.snapshot).toMatchObject({ state: 'open', confirmation: null, next: { rungId: 'call' } });
    expect(story.rung('call')).toMatchObject({ status: 'open', reason: 'declined', cycle: 1 });
    expect(told(story, 'declined')).toEqual([
      { kind: 'false_alarm', by: 'supervisor-1', reason: 'evidence_missing' },
    ]);
    expect(
      story
        .pass(HOUR)
        .alarms()
        .some((alarm) => alarm.includes('confirmation_overdue')),
    ).toBe(false);
  });

  it('declined where nobody can be called, is looked at again', () => {
    const story = new Story({ tier: 'high', facts: { hasPhone: false } }).attempt('review', 'false_alarm');
    decline(story, 'false_alarm', 'contrary_facts');
    expect(story.rung('reverify')).toMatchObject({ status: 'open', reason: 'declined' });
  });

  it('declined in a watched case, asks anew for the release that it covered', () => {
    const story = inForce(new Story({ tier: 'high' }))
      .persuade()
      .attempt('review', 'false_alarm');
    expect(story.snapshot.confirmation).toMatchObject({ kind: 'false_alarm', covers: 'officer-1' });
    decline(story, 'false_alarm', 'contrary_facts');
    expect(story.snapshot).toMatchObject({
      state: 'watched',
      confirmation: { kind: 'release', proposedBy: 'officer-1' },
      next: { rungId: 'reverify' },
    });
  });
});

describe('a release that is declined', () => {
  const doubted = (): Story =>
    decline(
      inForce(new Story({ tier: 'medium' }))
        .persuade()
        .pass(MINUTE),
      'release',
      'identity_doubtful',
    );

  it('leaves everything in force, and a person looks again', () => {
    const story = doubted();
    expect(story.snapshot).toMatchObject({
      state: 'watched',
      confirmation: null,
      next: { rungId: 'reverify' },
    });
    story.pass(2 * HOUR);
    expect(released(story)).toBe(0);
    expect(story.alarms().some((alarm) => alarm.includes('confirmation_overdue'))).toBe(false);
  });

  it('is asked for anew after the next clean word, and the watch does not end before it is given', () => {
    const story = doubted();
    story.attempt('call', 'persuaded_phone', { rungId: 'reverify', by: 'officer-2' });
    expect(story.snapshot.confirmation).toMatchObject({ kind: 'release', proposedBy: 'officer-2' });
    story.until(NOON + 3 * DAY + HOUR).attempt('follow_up', 'persuaded_phone');
    expect(story.snapshot.state).toBe('watched');
    confirm(story, 'release');
    expect(story.snapshot.state).toBe('ended');
    expect(released(story)).toBe(1);
  });
});

describe('the clock of the second person', () => {
  const asked = (tier: Tier): Story => inForce(new Story({ tier, facts: { hasAddress: false } })).persuade();
  const rung = (story: Story): string[] =>
    story.alarms().filter((alarm) => /^case:(clock_80|confirmation_overdue)/.test(alarm));

  it.each(['critical', 'high'] as const)('%s: rings at 80 % and at its end, each time round', (tier) => {
    const story = asked(tier).pass(12 * MINUTE - 1);
    expect(rung(story)).toEqual([]);
    expect(rung(story.pass(20 * MINUTE))).toEqual([
      'case:clock_80@720',
      'case:confirmation_overdue@900',
      'case:clock_80@1620',
      'case:confirmation_overdue@1800',
    ]);
  });

  it('medium: rings at its end only', () => {
    expect(rung(asked('medium').pass(16 * MINUTE))).toEqual(['case:confirmation_overdue@900']);
  });

  it('after an outage is heard once', () => {
    expect(rung(asked('critical').outage(16 * MINUTE))).toEqual(['case:confirmation_overdue@960']);
  });
});
