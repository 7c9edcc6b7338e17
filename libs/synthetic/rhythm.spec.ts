import { shanghaiParts } from './local-time.js';
import { arrivals, dailyWeights, hourlyWeights, monthlyWeights, type Arrival } from './rhythm.js';
import { createRng } from './rng.js';

const FROM = new Date('2026-01-01T00:00:00+08:00');
const DAY = 86_400_000;
const halfYear = (seed: string): Arrival[] => [
  ...arrivals(createRng(seed), { from: FROM, days: 181, perDay: 210 }),
];

describe('the rhythm of a half-year', () => {
  const run = halfYear('one');

  it('keeps to its total exactly, in order of time, within its days', () => {
    expect(run).toHaveLength(38_010);
    const wrong = run.filter(({ index, at, day }, i) => {
      const before = run[i - 1]?.at ?? FROM;
      return index !== i || at < before || Math.floor((at.getTime() - FROM.getTime()) / DAY) !== day;
    });
    expect(wrong).toEqual([]);
    expect(run.at(-1)?.day).toBe(180);
  });

  it('is the same for the same seed and another for another', () => {
    expect(halfYear('one')).toEqual(run);
    expect(halfYear('two')).not.toEqual(run);
  });

  it('follows weights that mean what they say', () => {
    const sum = (list: readonly number[]): number => list.reduce((total, weight) => total + weight, 0);
    expect([hourlyWeights.length, dailyWeights.length, monthlyWeights.length]).toEqual([24, 7, 12]);
    expect(sum(hourlyWeights)).toBeCloseTo(1);
    expect(sum(dailyWeights)).toBeCloseTo(7);
    expect(sum(monthlyWeights)).toBeCloseTo(12);
    const hours = Array.from({ length: 24 }, () => 0);
    const calm = run.filter(({ storm }) => !storm);
    for (const { at } of calm) {
      const { hour } = shanghaiParts(at);
      hours[hour] = (hours[hour] ?? 0) + 1;
    }
    for (const [hour, count] of hours.entries()) {
      expect(Math.abs(count / calm.length - (hourlyWeights[hour] ?? 0))).toBeLessThan(0.005);
    }
  });

  it('has storms of ten times the usual rate', () => {
    const stormy = run.filter(({ storm }) => storm);
    const days = new Set(stormy.map(({ day }) => day));
    expect(days.size).toBeGreaterThan(3);
    for (const day of days) {
      const times = stormy.filter((arrival) => arrival.day === day).map(({ at }) => at.getTime());
      const hours = (Math.max(...times) - Math.min(...times)) / 3_600_000;
      expect(times.length / hours / (210 / 24)).toBeGreaterThan(9);
      expect(hours).toBeLessThanOrEqual(1.5);
    }
  });

  it('repeats one person in ten, who was first alerted in the 30 days before', () => {
    const repeats = run.filter(({ repeatOf }) => repeatOf !== null);
    expect(repeats.length / run.length).toBeGreaterThan(0.09);
    expect(repeats.length / run.length).toBeLessThan(0.11);
    const wrong = repeats.filter(({ at, repeatOf, index }) => {
      const first = run[repeatOf ?? -1];
      if (first?.repeatOf !== null || first.index >= index) return true;
      return at.getTime() - first.at.getTime() > 30 * DAY;
    });
    expect(wrong).toEqual([]);
  });

  it('runs for a day as well, without storms and repeats when asked', () => {
    const options = { from: FROM, days: 1, perDay: 50, stormsPerMonth: 0, repeatShare: 0 };
    const day = [...arrivals(createRng('day'), options)];
    expect(day).toHaveLength(50);
    expect(day.every(({ storm, repeatOf }) => !storm && repeatOf === null)).toBe(true);
  });
});
