/** @returns the middle of the numbers; of an even count the mean of the two in the middle. NaN of none. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @returns the smallest number that `share` (0 to 1) of them do not exceed (nearest rank). NaN of none. */
export function percentile(numbers, share) {
  const sorted = Float64Array.from(numbers).sort();
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

/** Median and tail of latencies in ms, as a row's detail keeps them. */
export const spread = (numbers) => ({
  count: numbers.length,
  p50: percentile(numbers, 0.5),
  p95: percentile(numbers, 0.95),
  p99: percentile(numbers, 0.99),
  max: percentile(numbers, 1),
});

/** A goal that is a share of the limit, and a least value where there is one. */
export const atLeast = (share, least = 0) => ({
  words: [share > 0 ? `≥ ${share} ×` : '', least > 0 ? `≥ ${least.toLocaleString('en')}/s` : '']
    .filter(Boolean)
    .join(', '),
  missedBy: (measured, limit) =>
    Math.max(0, share > 0 ? 1 - measured / limit / share : 0, least > 0 ? 1 - measured / least : 0),
});

/** A goal that is a longest time in ms. */
export const atMost = (longest) => ({
  words: `≤ ${longest.toLocaleString('en')} ms`,
  missedBy: (measured) => Math.max(0, measured / longest - 1),
});

/**
 * What the rounds of a figure came to: medians, their ratio, and the goal. A figure with an error, or without a round,
 * is not met whatever it says.
 *
 * @param rounds `{ measured, limit }` of each round; limit null where the figure has none
 */
export function verdict({ key, figure, unit, limitOf, goal }, rounds, errors) {
  const measured = median(rounds.map((round) => round.measured));
  const limits = rounds.map((round) => round.limit).filter((limit) => limit !== null);
  const limit = limits.length > 0 ? median(limits) : null;
  const missedBy = goal.missedBy(measured, limit);
  return {
    key,
    figure,
    unit,
    measured,
    limit,
    limitOf,
    ratio: limit === null ? null : measured / limit,
    goal: goal.words,
    met: errors.length === 0 && missedBy === 0,
    missedBy,
    errors,
    rounds,
  };
}
