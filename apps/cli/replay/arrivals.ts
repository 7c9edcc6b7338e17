import type { AlertInput } from '#contracts';
import { syntheticAlert, syntheticPopulation, type Rng, type SyntheticPerson } from '#synthetic';
import { PARAMETERS } from './parameters.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** How many recent people a repeated alert is drawn from: about two weeks of them. */
const RECENT = 3_000;

export interface Arrival {
  at: number;
  alert: AlertInput;
  person: SyntheticPerson;
}

/** When alerts come: by hour and weekday, with storms; times in epoch ms, in order. */
export function arrivalTimes(rng: Rng, from: number, days: number): number[] {
  const mean = PARAMETERS.hours.reduce<number>((sum, weight) => sum + weight, 0) / 24;
  const times: number[] = [];
  for (let hour = 0; hour < days * 24; hour += 1) {
    const start = from + hour * HOUR_MS;
    const weekday = new Date(start + 8 * HOUR_MS).getUTCDay();
    const rate = PARAMETERS.hours[hour % 24]! / mean * PARAMETERS.weekdays[weekday]!;
    const expected = (PARAMETERS.alertsPerDay / 24) * rate;
    const count = Math.floor(expected) + (rng.chance(expected % 1) ? 1 : 0);
    for (let i = 0; i < count; i += 1) times.push(start + rng.int(0, HOUR_MS - 1));
  }
  const { count, minutes, factor } = PARAMETERS.storms;
  const storms = Math.max(1, Math.round((count * days) / PARAMETERS.days));
  for (let storm = 0; storm < storms; storm += 1) {
    const start = from + rng.int(0, days - 1) * DAY_MS + rng.int(9, 20) * HOUR_MS;
    const extra = Math.round((PARAMETERS.alertsPerDay / 1440) * minutes * (factor - 1));
    for (let i = 0; i < extra; i += 1) times.push(start + rng.int(0, minutes * 60_000));
  }
  return times.sort((a, b) => a - b);
}

/** The alerts themselves, one after the other: mostly new people, some known ones. */
export function* arrivals(rng: Rng, from: number, days: number): Generator<Arrival> {
  const people = syntheticPopulation(rng.fork('people'));
  const recent: SyntheticPerson[] = [];
  let n = 0;
  for (const at of arrivalTimes(rng.fork('times'), from, days)) {
    const known = recent.length > 50 && rng.chance(PARAMETERS.repeats);
    const person = known ? rng.pick(recent) : people.next().value;
    if (!known) {
      recent.push(person);
      if (recent.length > RECENT) recent.shift();
    }
    n += 1;
    const alert = syntheticAlert(rng, { now: new Date(at), person, sourceRef: `HY-${String(n).padStart(6, '0')}` });
    // Identity decides who somebody is: the modelled sources always know it, so that the recount can too.
    alert.person.idNumber = person.idNumber;
    yield { at, alert, person };
  }
}
