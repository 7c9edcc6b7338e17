import fc from 'fast-check';
import type { CountermeasureState } from '#contracts';
import {
  COUNTERMEASURE_EVENTS,
  IllegalTransition,
  nextState,
  OVER,
  TRANSITIONS,
  type CountermeasureEvent,
} from './countermeasure.state.js';

const STATES = Object.keys(TRANSITIONS) as CountermeasureState[];
const walk = (events: CountermeasureEvent[]): CountermeasureState =>
  events.reduce<CountermeasureState>(nextState, 'drafted');

describe('life of a countermeasure', () => {
  it('goes the whole way of domain.md section 5', () => {
    const states: CountermeasureState[] = ['drafted'];
    for (const event of [
      'complete',
      'approve',
      'sent',
      'acknowledge',
      'enforce',
      'end',
      'release',
    ] as const) {
      states.push(nextState(states.at(-1)!, event));
    }
    expect(states).toEqual([
      'drafted',
      'awaiting_approval',
      'approved',
      'sent',
      'acknowledged',
      'in_force',
      'expiring',
      'released',
    ]);
  });

  it.each<[CountermeasureState, CountermeasureEvent]>([
    ['drafted', 'approve'],
    ['drafted', 'sent'],
    ['awaiting_approval', 'sent'],
    ['awaiting_approval', 'enforce'],
    ['rejected', 'approve'],
    ['withdrawn', 'approve'],
    ['rejected', 'stray'],
    ['sent', 'withdraw'],
    ['in_force', 'reject'],
    ['in_force', 'withdraw'],
    ['expiring', 'enforce'],
    ['released', 'enforce'],
    ['released', 'stray'],
  ])('refuses from %s to %s', (from, event) => {
    expect(() => nextState(from, event)).toThrow(IllegalTransition);
  });

  it('never comes into force without an approval, and comes back once over only to be released', () => {
    const events = fc.array(fc.constantFrom(...COUNTERMEASURE_EVENTS), { maxLength: 12 });
    fc.assert(
      fc.property(events, (list) => {
        let state: CountermeasureState = 'drafted';
        let approved = false;
        for (const event of list) {
          if (OVER.includes(state) && event !== 'stray')
            expect(() => nextState(state, event)).toThrow(IllegalTransition);
          // Institutions hear of approved ones only.
          if (TRANSITIONS[state][event] === undefined || (event === 'stray' && !approved)) continue;
          state = nextState(state, event);
          approved ||= event === 'approve';
          if (['sent', 'acknowledged', 'in_force', 'expiring', 'released'].includes(state))
            expect(approved).toBe(true);
        }
      }),
    );
  });

  it('can end from every state, and reaches each', () => {
    for (const state of STATES) {
      const seen = new Set([state]);
      for (const reached of seen) for (const to of Object.values(TRANSITIONS[reached])) seen.add(to);
      expect(OVER.some((over) => seen.has(over))).toBe(true);
    }
    const reachable = new Set<CountermeasureState>([walk([])]);
    for (const reached of reachable) for (const to of Object.values(TRANSITIONS[reached])) reachable.add(to);
    expect([...reachable].sort()).toEqual([...STATES].sort());
  });
});
