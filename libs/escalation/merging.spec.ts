import { HELD_RUNG } from './hold.js';
import { DAY, FACTS, HOUR, MINUTE, Story } from './ladder-story.js';
import { DecisionRefused, type EngineInput } from './snapshot.js';

const OTHER = { id: 'c2', no: '20240305-00002' };
type TookIn = Extract<EngineInput, { type: 'took_in' }>;

const takeIn = (story: Story, more: Partial<TookIn> = {}): Story =>
  story.tell({
    type: 'took_in',
    from: OTHER,
    state: 'open',
    tier: 'low',
    tierFloor: null,
    reasons: [],
    raised: [],
    facts: story.snapshot.facts,
    news: false,
    countermeasuresActive: false,
    ...more,
  });
const told = (story: Story): string[] => story.events.map(({ event }) => event.kind);
const merged = (story: Story): Story => story.tell({ type: 'merged', into: OTHER });
const unmerged = (story: Story, countermeasuresActive = false): Story =>
  story.tell({ type: 'unmerged', from: OTHER, countermeasuresActive });

describe('a case that doubles another one', () => {
  it('ends as its duplicate with nothing pending, and releases nothing: the other one looks after it', () => {
    const story = new Story().tell({ type: 'countermeasure', active: true, note: 'in_force' });
    merged(story.pass(MINUTE));
    expect(story.snapshot).toMatchObject({
      state: 'ended',
      result: 'duplicate',
      mergedInto: 'c2',
      wakeAt: null,
      lease: null,
      countermeasuresActive: false,
    });
    expect(story.sent().filter((effect) => effect.startsWith('countermeasure_release'))).toEqual([]);
    expect(story.events.find(({ event }) => event.kind === 'merged')?.event.data).toEqual({
      into: 'c2',
      no: OTHER.no,
    });
  });

  it('hears nothing any more but that it was none', () => {
    const story = merged(new Story());
    expect(() => story.attempt('call', 'no_answer')).toThrow(DecisionRefused);
    expect(() => merged(story)).toThrow(DecisionRefused);
    expect(unmerged(story).snapshot.state).toBe('open');
  });

  it('begins anew when it was none: its ladder rings from now on with keys of its own, and it is signed in again', () => {
    const story = new Story({ tier: 'high' })
      .pass(5 * MINUTE)
      .settle()
      .pass(HOUR);
    const tier = story.snapshot.tier;
    merged(story).pass(DAY);
    unmerged(story, true);
    expect(story.snapshot).toMatchObject({
      state: 'open',
      tier,
      result: null,
      mergedInto: null,
      endedAt: null,
      countermeasuresActive: true,
    });
    expect(story.rung('sign_in').status).toBe('open');
    expect(story.rung('call')).toMatchObject({ status: 'open', dueAt: story.now + 5 * MINUTE });
    story.pass(5 * MINUTE);
    const keys = story.effects.flatMap(({ effect }) => (effect.kind === 'sms' ? [effect.key] : []));
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(2);
  });

  it('that was watched is open when it comes back: whoever was believed is asked again', () => {
    const story = merged(new Story({ tier: 'high' }).persuade().pass(HOUR));
    expect(unmerged(story).snapshot).toMatchObject({ state: 'open', persuadedBy: null, result: null });
    expect(story.rung('call').status).toBe('open');
  });

  it('of a held source is held when it comes back, and its clock runs', () => {
    const story = new Story({ facts: { held: true } });
    unmerged(merged(story));
    expect(story.rung(HELD_RUNG)).toMatchObject({ status: 'open', cycle: 1 });
    expect(story.rung('sms').status).toBe('waiting');
  });
});

describe.each(['open', 'watched', 'ended'] as const)(
  'unmerging a case that is merged into none: %s',
  (state) => {
    it('is refused', () => {
      const story = new Story({ tier: 'high' });
      if (state === 'watched') story.persuade();
      if (state === 'ended') story.attempt('call', 'self_aware');
      expect(story.snapshot.state).toBe(state);
      expect(() => unmerged(story)).toThrow(DecisionRefused);
    });
  },
);

describe('the case that looks after it', () => {
  it('is not disturbed by one that brings nothing while somebody is about to call', () => {
    const story = new Story({ tier: 'high' }).attempt('call', 'no_answer');
    const call = story.rung('call');
    takeIn(story);
    expect(told(story)).not.toContain('re_rung');
    expect(story.rung('call')).toEqual(call);
  });

  it('takes the more urgent tier, floor, signals and flags, and rings again', () => {
    const story = new Story({ tier: 'medium' }).attempt('call', 'no_answer');
    const facts = { ...FACTS, signals: ['paying_now' as const], flags: ['deaf' as const] };
    takeIn(story, { tier: 'critical', tierFloor: 'high', facts, news: true });
    expect(story.snapshot).toMatchObject({ tier: 'critical', tierFloor: 'high', facts });
    expect(told(story)).toContain('re_rung');
  });

  it('is not raised a second time for what raised the other one', () => {
    const facts = { ...FACTS, flags: ['aged_70' as const] };
    const story = takeIn(new Story({ tier: 'low' }), {
      tier: 'medium',
      raised: ['vulnerable_person'],
      facts,
    });
    expect(story.snapshot.tier).toBe('medium');
    expect(takeIn(new Story({ tier: 'low' }), { tier: 'low', facts }).snapshot.tier).toBe('medium');
  });

  it('is raised by the third alert of both together', () => {
    const story = takeIn(new Story({ tier: 'medium', facts: { alertsIn30Days: 1 } }), {
      facts: { ...FACTS, alertsIn30Days: 3 },
    });
    expect(story.snapshot).toMatchObject({ tier: 'high', raised: ['third_alert_30_days'] });
  });

  it('is taken back from its watch by an open one, and stays watched with one that was believed too', () => {
    const open = takeIn(new Story({ tier: 'high' }).persuade().pass(HOUR));
    expect(open.snapshot).toMatchObject({ state: 'open', result: null });
    const watched = takeIn(new Story({ tier: 'high' }).persuade().pass(HOUR), {
      state: 'watched',
      news: true,
    });
    expect(watched.snapshot).toMatchObject({ state: 'watched', result: 'persuaded_phone' });
    expect(told(watched)).not.toContain('re_rung');
  });

  it('releases the other one’s countermeasures as its own: with its persuasion', () => {
    const story = takeIn(new Story(), { countermeasuresActive: true });
    expect(story.snapshot.countermeasuresActive).toBe(true);
    story.persuade('visit', 'persuaded_visit');
    expect(story.sent()).toContain('countermeasure_release@0');
  });

  it('keeps tier and facts when the other one goes its own way, and what is left of the countermeasures', () => {
    const story = takeIn(new Story({ tier: 'low' }), { tier: 'high', countermeasuresActive: true });
    story.tell({ type: 'gave_back', to: OTHER, countermeasuresActive: false });
    expect(story.snapshot).toMatchObject({ tier: 'high', state: 'open', countermeasuresActive: false });
    expect(told(story)).toContain('gave_back');
  });
});
