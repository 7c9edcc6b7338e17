/** Alerts to be sent, made before the clock starts: people who do not exist, no two the same. */
import { createRng, syntheticAlert, syntheticPopulation } from '../../dist/libs/synthetic/index.js';
import { wallClock } from '../../dist/libs/platform/index.js';

/**
 * The synthetic mix without its low tier: a low case's first step is a robot call, by day only, so the figures would
 * depend on the hour and on the voice gateway's speed.
 */
const SEVERITIES = { critical: 0.06, high: 0.22, medium: 0.72 };

/** @returns a function that makes the next alert as the JSON of its POST, with its reference */
export function alertMaker(seed) {
  const rng = createRng(seed);
  const now = new Date(wallClock.now());
  const people = syntheticPopulation(rng, { year: now.getUTCFullYear() });
  let made = 0;
  return () => {
    const ref = `${seed}-${String((made += 1)).padStart(7, '0')}`;
    const severity = rng.weighted(SEVERITIES);
    const person = people.next().value;
    return { ref, json: JSON.stringify(syntheticAlert(rng, { now, person, severity, sourceRef: ref })) };
  };
}
