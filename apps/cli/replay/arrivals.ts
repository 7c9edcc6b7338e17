import type { AlertInput } from '#contracts';
import { arrivals, syntheticAlert, syntheticPopulation, type Rng, type SyntheticPerson } from '#synthetic';
import { PARAMETERS } from './parameters.js';

export interface Arrival {
  at: number;
  alert: AlertInput;
  person: SyntheticPerson;
  /** Counts the persons of the half-year. */
  personNo: number;
}

/** The half-year's alerts, one after the other: mostly new people, some known ones, with storms. */
export function* alertsOfHalfYear(rng: Rng, from: Date, days: number): Generator<Arrival> {
  const { alertsPerDay: perDay, stormsPerMonth, repeats: repeatShare } = PARAMETERS;
  const population = syntheticPopulation(rng.fork('people'));
  const content = rng.fork('alerts');
  const people = new Map<number, { person: SyntheticPerson; personNo: number }>();
  for (const { index, at, repeatOf } of arrivals(rng.fork('rhythm'), {
    from,
    days,
    perDay,
    stormsPerMonth,
    repeatShare,
  })) {
    const known = repeatOf === null ? undefined : people.get(repeatOf);
    const { person, personNo } = known ?? { person: population.next().value, personNo: people.size };
    people.set(repeatOf ?? index, { person, personNo });
    const alert = syntheticAlert(content, {
      now: at,
      person,
      sourceRef: `HY-${String(index).padStart(6, '0')}`,
    });
    // The modelled sources know who and where somebody is, so that the recount can tell people apart by itself.
    Object.assign(alert.person, {
      idNumber: person.idNumber,
      address: person.address,
      station: person.station,
    });
    yield { at: at.getTime(), alert, person, personNo };
  }
}

/** Hands a team's alerts out as their time comes: every `teams`-th person is theirs. */
export class Arrivals {
  private first: Arrival | undefined;

  constructor(
    private readonly alerts: Generator<Arrival>,
    private readonly team: number,
    private readonly teams: number,
  ) {
    this.advance();
  }

  /** Those that have come by `now` and were not handed out before. */
  until(now: number): Arrival[] {
    const come: Arrival[] = [];
    for (; this.first && this.first.at <= now; this.advance()) come.push(this.first);
    return come;
  }

  private advance(): void {
    do {
      const { value, done } = this.alerts.next();
      this.first = done ? undefined : value;
    } while (this.first && this.first.personNo % this.teams !== this.team);
  }
}
