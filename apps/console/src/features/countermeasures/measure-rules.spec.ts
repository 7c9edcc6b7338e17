import { COUNTERMEASURE_KINDS } from '#escalation';
import { KINDS_NARROW_FIRST, lengthOf, MEASURE_RULES } from './measure-rules.js';

describe('what the form proposes', () => {
  it('covers every kind, never beyond its own limit', () => {
    expect([...KINDS_NARROW_FIRST].sort()).toEqual([...COUNTERMEASURE_KINDS].sort());
    for (const kind of COUNTERMEASURE_KINDS) {
      const rule = MEASURE_RULES[kind];
      expect(rule.choicesS).toContain(rule.defaultS);
      expect(Math.max(...rule.choicesS)).toBeLessThanOrEqual(rule.maxS);
    }
  });

  it('ends by itself as the domain says: a line after ten minutes, a payment after two days', () => {
    expect(MEASURE_RULES.line_suspension).toMatchObject({ defaultS: 600, maxS: 1800 });
    expect(MEASURE_RULES.stop_payment.defaultS).toBe(172_800);
    expect(lengthOf(600)).toEqual({ unit: 'minutes', n: 10 });
    expect(lengthOf(86_400)).toEqual({ unit: 'hours', n: 24 });
  });
});
