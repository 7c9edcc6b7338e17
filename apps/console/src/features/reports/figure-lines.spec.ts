import { figureLines } from './figure-lines.js';

describe('figures as a table', () => {
  it('gathers the whole and its tiers on one line, in the report’s order', () => {
    const lines = figureLines([
      { key: 'persuasions', value: 3, unit: 'count', query: 'q1' },
      { key: 'overdue', tier: 'critical', value: 1, unit: 'count', query: 'q2' },
      { key: 'overdue', tier: 'high', value: 2, unit: 'count', query: 'q2' },
      { key: 'persuasions', tier: 'high', value: 2, unit: 'count', query: 'q1' },
    ]);
    expect(lines.map((l) => [l.key, l.all?.value, l.byTier.critical?.value, l.byTier.high?.value])).toEqual([
      ['persuasions', 3, undefined, 2],
      ['overdue', undefined, 1, 2],
    ]);
  });
});
