import type { Millis } from '../snapshot.js';
import { TIERS, type Tier } from '../vocabulary.js';
import type { ModelledPerson } from './modelled-person.js';
import { FATES, type Fate } from './modelled-scam.js';
import type { SimulatedCase } from './simulated-case.js';
import type { Tally, TierTally } from './tally.js';

/** Of the cases where it came to pass at all; null when there was none. */
export interface Spread {
  cases: number;
  medianS: number | null;
  p90S: number | null;
}

/** By the tier in which a case, or a scam, began. Money in fen. */
export interface TierFigures {
  cases: number;
  /** A call by an officer or the robot, or a station at the door. */
  firstAttempt: Spread;
  /** The person spoke with an officer or a station. */
  firstReached: Spread;
  /** Clocks of people's steps that ran out. */
  overdue: number;
  alarms: number;
  /** Scams by what became of them; they add up to all that there were. */
  scams: Record<Fate, number>;
  lostFen: number;
  /** Of victims who were persuaded before the time at which they would have paid. */
  preventedFen: number;
}

export interface Figures {
  days: number;
  officers: number;
  alerts: number;
  all: TierFigures;
  tiers: Record<Tier, TierFigures>;
  calls: number;
  callsPerOfficerDay: number;
  robotCalls: number;
  visits: number;
  sms: number;
  relativesAsked: number;
  countermeasuresProposed: number;
  /** As the desk counts them: at most one for each case and day. */
  persuasions: number;
  persuadedByPhone: number;
  persuadedInPerson: number;
  faceToFace: number;
  relapses: number;
  openAtEnd: { open: number; watched: number };
  decisions: number;
  /** Reports that the playbook does not allow, by code; empty when it allows what people do. */
  refused: Record<string, number>;
  /** What must never be; empty when nobody was dropped. */
  findings: string[];
}

interface Observed {
  days: number;
  officers: number;
  alerts: number;
  end: Millis;
  tally: Tally;
  people: Iterable<ModelledPerson>;
  live: Iterable<SimulatedCase>;
  findings: string[];
}

/** Adds up what was observed. */
export function figuresOf({ days, officers, alerts, end, tally, people, live, findings }: Observed): Figures {
  const tiers = {
    critical: tierFigures([tally.tiers.critical]),
    high: tierFigures([tally.tiers.high]),
    medium: tierFigures([tally.tiers.medium]),
    low: tierFigures([tally.tiers.low]),
  };
  const all = tierFigures(TIERS.map((tier) => tally.tiers[tier]));
  for (const { scams } of people) {
    for (const scam of scams) {
      const fate = scam.fate(end);
      for (const figures of [tiers[scam.tier], all]) {
        figures.scams[fate] += 1;
        if (fate === 'lost') figures.lostFen += scam.stakeFen;
        if (fate === 'persuaded' && scam.paysAt !== null) figures.preventedFen += scam.stakeFen;
      }
    }
  }
  const openAtEnd = { open: 0, watched: 0 };
  for (const { snapshot } of live) openAtEnd[snapshot.state === 'watched' ? 'watched' : 'open'] += 1;
  const { calls, robotCalls, visits, sms, persuasions, faceToFace, relapses, decisions } = tally;
  return {
    ...{ days, officers, alerts, all, tiers, calls },
    callsPerOfficerDay: calls / officers / days,
    ...{ robotCalls, visits, sms },
    relativesAsked: tally.relatives,
    countermeasuresProposed: tally.countermeasures,
    persuasions,
    persuadedByPhone: tally.persuadedByPhone,
    persuadedInPerson: tally.persuadedInPerson,
    ...{ faceToFace, relapses, openAtEnd, decisions },
    refused: Object.fromEntries([...tally.refused].sort(([a], [b]) => (a < b ? -1 : 1))),
    findings,
  };
}

function tierFigures(tallies: readonly TierTally[]): TierFigures {
  const sum = (of: (tally: TierTally) => number): number =>
    tallies.reduce((total, one) => total + of(one), 0);
  return {
    cases: sum(({ cases }) => cases),
    firstAttempt: spread(tallies.flatMap(({ firstAttempts }) => firstAttempts)),
    firstReached: spread(tallies.flatMap(({ firstReached }) => firstReached)),
    overdue: sum(({ overdue }) => overdue),
    alarms: sum(({ alarms }) => alarms),
    scams: Object.fromEntries(FATES.map((fate) => [fate, 0])) as Record<Fate, number>,
    lostFen: 0,
    preventedFen: 0,
  };
}

function spread(times: readonly number[]): Spread {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number): number | null => {
    const found = sorted[Math.ceil(share * sorted.length) - 1];
    return found === undefined ? null : Math.round(found / 1000);
  };
  return { cases: sorted.length, medianS: at(0.5), p90S: at(0.9) };
}
