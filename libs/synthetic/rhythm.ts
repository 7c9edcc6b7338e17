import { shanghaiParts } from './local-time.js';
import type { Rng } from './rng.js';

/**
 * When alerts come. The shapes are our own choice; what is found is the level, about 210 a day in the half-year of
 * domain.md section 1, and bursts of ten times that.
 */

/** Share of a day in each local hour, 0 to 23; adds up to 1. Peaks before noon, in the afternoon and at nine at night. */
export const hourlyWeights: readonly number[] = toShares([
  ...[12, 8, 5, 4, 3, 4, 8, 16, 34, 56, 66, 58],
  ...[42, 50, 64, 66, 60, 50, 44, 52, 62, 58, 42, 24],
]);

/** Level of a weekday, Sunday to Saturday; the mean is 1. */
export const dailyWeights: readonly number[] = [0.82, 1.08, 1.08, 1.06, 1.06, 1.02, 0.88];

/** Level of a month, January to December; the mean is 1. Quiet at the Spring Festival, busy before the big sales. */
export const monthlyWeights: readonly number[] = [
  1.0, 0.78, 1.02, 1.0, 1.04, 1.1, 1.02, 1.0, 1.0, 1.0, 1.08, 0.96,
];

export interface RhythmOptions {
  /** Local midnight of the first day, `2026-01-01T00:00:00+08:00`. */
  from: Date;
  days: number;
  /** Mean alerts a day, storms and repeats included. The total is exactly `days * perDay`, rounded. */
  perDay: number;
  /** Mean number of storms in 30 days. Default 2. */
  stormsPerMonth?: number;
  /** Share of alerts about somebody alerted in the last 30 days. Default 0.1. */
  repeatShare?: number;
}

export interface Arrival {
  index: number;
  /** Day of the run, from 0. */
  day: number;
  at: Date;
  storm: boolean;
  /** Index of the first arrival about the same person, at most 30 days back; null for a new person. */
  repeatOf: number | null;
}

interface Storm {
  startMs: number;
  lengthMs: number;
  count: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const REPEAT_DAYS = 30;
/** A storm brings ten times the usual rate for half an hour to an hour and a half. */
const STORM_FACTOR = 10;

/** The arrivals of a run, in order of time. The same rng gives the same run. */
export function* arrivals(rng: Rng, options: RhythmOptions): Generator<Arrival, void> {
  const { from, days, perDay, repeatShare = 0.1 } = options;
  const total = Math.round(days * perDay);
  const storms = planStorms(rng.fork('storms'), options);
  const stormTotal = storms.flat().reduce((sum, storm) => sum + storm.count, 0);
  const counts = planDays(rng.fork('days'), from, days, Math.max(total - stormTotal, 0));
  const moments = rng.fork('moments');
  const repeats = rng.fork('repeats');
  /** First arrivals that a later one may repeat, oldest first. */
  let firsts: { index: number; ms: number }[] = [];
  let index = 0;
  for (let day = 0; day < days; day += 1) {
    const startMs = from.getTime() + day * DAY_MS;
    const usual = Array.from({ length: counts[day] ?? 0 }, () => ({
      ms: startMs + ordinary(moments),
      storm: false,
    }));
    const stormy = (storms[day] ?? []).flatMap((storm) =>
      Array.from({ length: storm.count }, () => ({
        ms: startMs + storm.startMs + Math.floor(moments.next() * storm.lengthMs),
        storm: true,
      })),
    );
    firsts = firsts.filter(({ ms }) => ms >= startMs - REPEAT_DAYS * DAY_MS);
    for (const { ms, storm } of [...usual, ...stormy].sort((a, b) => a.ms - b.ms)) {
      const recent = firsts.length > 0 && repeats.chance(repeatShare) ? repeats.pick(firsts) : null;
      const fresh = recent !== null && recent.ms >= ms - REPEAT_DAYS * DAY_MS ? recent : null;
      if (!fresh) firsts.push({ index, ms });
      yield { index, day, at: new Date(ms), storm, repeatOf: fresh?.index ?? null };
      index += 1;
    }
  }
}

/** Milliseconds into the day, by `hourlyWeights`. */
function ordinary(rng: Rng): number {
  let left = rng.next();
  const hour = hourlyWeights.findIndex((weight) => (left -= weight) < 0);
  return Math.floor(((hour < 0 ? 23 : hour) + rng.next()) * HOUR_MS);
}

/** Shares out `total` over the days by weekday, month and a random ±10 %; the shares add up exactly. */
function planDays(rng: Rng, from: Date, days: number, total: number): number[] {
  const shares = toShares(
    Array.from({ length: days }, (_, day) => {
      const { weekday, month } = shanghaiParts(new Date(from.getTime() + day * DAY_MS));
      return (dailyWeights[weekday] ?? 1) * (monthlyWeights[month - 1] ?? 1) * (0.9 + rng.next() * 0.2);
    }),
  );
  let before = 0;
  let cumulated = 0;
  return shares.map((share, day) => {
    cumulated += share;
    const until = day === days - 1 ? total : Math.round(cumulated * total);
    const count = until - before;
    before = until;
    return count;
  });
}

function planStorms(rng: Rng, { days, perDay, stormsPerMonth = 2 }: RhythmOptions): Storm[][] {
  return Array.from({ length: days }, () => {
    if (!rng.chance(stormsPerMonth / 30)) return [];
    const lengthMs = rng.int(30, 90) * 60_000;
    const count = Math.round((STORM_FACTOR * perDay * lengthMs) / DAY_MS);
    return [{ startMs: rng.int(8 * HOUR_MS, 22 * HOUR_MS), lengthMs, count }];
  });
}

function toShares(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
