import type { AlertInput } from '#contracts';
import {
  FRAUD_SCRIPTS,
  FRAUD_TYPE_WEIGHTS,
  describeFraud,
  type SyntheticFraudType,
  type SyntheticSignal,
} from './fraud-scripts.js';
import { shanghaiTime } from './local-time.js';
import type { Rng } from './rng.js';
import { syntheticPerson, type SyntheticPerson } from './synthetic-person.js';

/** How dangerous the made-up situation really is; the alert shows it only through signals and, sometimes, a tier. */
export type Severity = 'critical' | 'high' | 'medium' | 'low';

/** Our own choice: most alerts are contacts without payment. */
export const SEVERITY_WEIGHTS: Readonly<Record<Severity, number>> = {
  critical: 0.06,
  high: 0.22,
  medium: 0.42,
  low: 0.3,
};

export interface SyntheticAlertOptions {
  /** The moment the source sends it; it was raised up to 50 s earlier. */
  now: Date;
  /** Default: a new person. */
  person?: SyntheticPerson;
  severity?: Severity;
  fraudType?: SyntheticFraudType;
  /** Default: `SYN-` and 12 random hexadecimal digits. */
  sourceRef?: string;
}

/** One alert in the shape of `POST /api/v1/alerts` (design.md section 5), about a person who does not exist. */
export function syntheticAlert(rng: Rng, options: SyntheticAlertOptions): AlertInput {
  const person = options.person ?? syntheticPerson(rng, { year: options.now.getUTCFullYear() });
  const severity = options.severity ?? rng.weighted(SEVERITY_WEIGHTS);
  const fraudType = options.fraudType ?? syntheticFraudType(rng);
  const app = rng.pick(FRAUD_SCRIPTS[fraudType].apps);
  const signals = syntheticSignals(rng, severity, fraudType);
  const paid = signals.includes('paid_scam_account');
  const urls = rng.chance(0.5)
    ? [`https://${rng.pick(['pay', 'm', 'vip', 'kf'])}${rng.int(10, 999)}.example/app`]
    : [];
  return {
    sourceRef: options.sourceRef ?? `SYN-${hex(rng, 12)}`,
    raisedAt: shanghaiTime(new Date(options.now.getTime() - rng.int(2, 50) * 1000)),
    // Nothing but the source's word says that a contact was only a short one.
    ...(rng.chance(0.35) || severity === 'low' ? { tier: severity } : {}),
    fraudType,
    person: {
      ...(rng.chance(0.9) ? { name: person.name } : {}),
      phone: person.phone,
      ...(rng.chance(0.7) ? { idNumber: person.idNumber } : {}),
      ...(rng.chance(0.6) ? { address: person.address, station: person.station } : {}),
      ...(person.flags.length > 0 ? { flags: [...person.flags] } : {}),
    },
    ...(signals.length > 0 ? { signals } : {}),
    suspect: {
      phones: [syntheticSuspectPhone(rng)],
      ...(paid || rng.chance(0.15) ? { accounts: [syntheticAccount(rng)] } : {}),
      ...(urls.length > 0 ? { urls } : {}),
      ...(rng.chance(0.6) ? { apps: [app] } : {}),
    },
    // What was transferred already (domain.md section 9): an amount says that somebody paid.
    ...(paid ? { amountFen: rng.int(3, 900) * 10_000 } : {}),
    description: describeFraud(rng, fraudType, app),
  };
}

/** A fraud type, distributed as `FRAUD_TYPE_WEIGHTS` says. */
export function syntheticFraudType(rng: Rng): SyntheticFraudType {
  return rng.weighted(FRAUD_TYPE_WEIGHTS);
}

/** Signals that lead triage to this danger (triggers of domain.md section 2). A low alert carries none. */
function syntheticSignals(rng: Rng, severity: Severity, fraudType: SyntheticFraudType): SyntheticSignal[] {
  const typical = FRAUD_SCRIPTS[fraudType].typical;
  const fits = (wanted: readonly SyntheticSignal[]): SyntheticSignal => {
    const both = wanted.filter((signal) => typical.includes(signal));
    return rng.pick(both.length > 0 && rng.chance(0.7) ? both : wanted);
  };
  switch (severity) {
    case 'critical': {
      const first = fits(['paying_now', 'on_call_with_scam_line', 'screen_sharing', 'cash_handover']);
      return rng.chance(0.3) && first !== 'paying_now' ? [first, 'paying_now'] : [first];
    }
    case 'high':
      return [fits(['paid_scam_account', 'scam_app_active', 'police_impersonation_script'])];
    case 'medium':
      return ['repeated_contact'];
    case 'low':
      return [];
  }
}

/** From the ranges that Ofcom and the North American plan keep for fiction: they ring nowhere. */
export function syntheticSuspectPhone(rng: Rng): string {
  return rng.chance(0.5)
    ? `+447700900${String(rng.int(0, 999)).padStart(3, '0')}`
    : `+1${rng.int(201, 989)}55501${String(rng.int(0, 99)).padStart(2, '0')}`;
}

/** 19 digits like a bank card's, whose Luhn check digit is wrong on purpose: no such card can exist. */
export function syntheticAccount(rng: Rng): string {
  const body = `62${String(rng.int(0, 99_999_999)).padStart(8, '0')}${String(rng.int(0, 99_999_999)).padStart(8, '0')}`;
  const sum = [...body].reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${body}${(10 - (sum % 10) + rng.int(1, 9)) % 10}`;
}

function hex(rng: Rng, length: number): string {
  return Array.from({ length }, () => rng.int(0, 15).toString(16)).join('');
}
