import { FRAUD_TYPES, signalsInDescription, TIERS, triage, type SimulatedAlert } from '#escalation';
import { arrivals, createRng, syntheticAlert, syntheticPopulation, type SyntheticPerson } from '#synthetic';

const DAY_MS = 86_400_000;
/** Over this time triage counts the alerts on one person. */
const COUNTED_MS = 30 * DAY_MS;

interface Known {
  person: SyntheticPerson;
  no: number;
  /** When alerts on them came. */
  at: number[];
}

/** The rhythm of the half-year that the replay and the simulator model. */
export const HALF_YEAR = {
  /** [found] 1 January to 30 June. */
  firstDay: '2026-01-01',
  days: 181,
  /** [found] about 210 alerts a day, 38,000 in all. */
  alertsPerDay: 210,
  /** [chosen] share of alerts about somebody alerted before. */
  repeats: 0.08,
  /** [found] bursts of ten times the usual, by hour and weekday as `#synthetic` has it; [chosen] how many. */
  stormsPerMonth: 2,
} as const;

/** The first moment of the modelled half-year. */
export const FIRST_MOMENT = Date.parse(`${HALF_YEAR.firstDay}T00:00:00+08:00`);

/**
 * Made-up alerts in the rhythm of the half-year, triaged as the desk's own intake does. As in its replay the sources know
 * where somebody lives, and relatives are known. The same seed gives the same alerts.
 */
export function* madeUpAlerts(seed: string, days: number): Generator<SimulatedAlert, void> {
  const rng = createRng(`simulate ${seed}`);
  const population = syntheticPopulation(rng.fork('people'));
  const content = rng.fork('alerts');
  const { alertsPerDay: perDay, stormsPerMonth, repeats: repeatShare } = HALF_YEAR;
  const from = new Date(FIRST_MOMENT);
  const people = new Map<number, Known>();
  const rhythm = arrivals(rng.fork('rhythm'), { from, days, perDay, stormsPerMonth, repeatShare });
  for (const { index, at, repeatOf } of rhythm) {
    const of = people.get(repeatOf ?? index) ?? { person: population.next().value, no: people.size, at: [] };
    people.set(repeatOf ?? index, of);
    of.at.push(at.getTime());
    yield alertAbout(of, at, content);
  }
}

function alertAbout(
  { person, no, at: times }: Known,
  sentAt: Date,
  rng: ReturnType<typeof createRng>,
): SimulatedAlert {
  const alert = syntheticAlert(rng, { now: sentAt, person, sourceRef: 'simulated' });
  const at = sentAt.getTime();
  const alertsIn30Days = times.filter((time) => time > at - COUNTED_MS).length;
  const raisedAt = Date.parse(alert.raisedAt);
  const signals = alert.signals ?? [];
  const amountFen = alert.amountFen ?? null;
  const fraudType = FRAUD_TYPES.find((one) => one === alert.fraudType) ?? 'other';
  const { tier, floor, reasons } = triage({
    signals,
    flags: person.flags,
    fraudType,
    descriptionWords: signalsInDescription(alert.description ?? ''),
    sourceTier: TIERS.find((one) => one === alert.tier) ?? null,
    alertsIn30Days,
    amountFen,
    raisedAt,
    now: at,
  });
  return {
    at,
    raisedAt,
    person: no,
    tier,
    floor,
    reasons,
    amountFen,
    facts: {
      fraudType,
      signals: [...signals],
      flags: [...person.flags],
      hasPhone: true,
      hasAddress: true,
      hasRelative: person.relatives.length > 0,
      alertsIn30Days,
    },
    // Each of them names a suspect's number that no other did.
    news: true,
  };
}
