import type { AlertInput, AlertsAccepted } from '#contracts';
import { wallClock } from '#platform';
import {
  shanghaiTime,
  STATIONS,
  syntheticAlert,
  syntheticPerson,
  syntheticSuspectPhone,
  type Rng,
  type SyntheticPerson,
} from '#synthetic';
import { Caller } from '../e2e/caller.js';
import type { DeskProcess } from './desk.js';

/** What of an inbox item the stories look at (docs/sandbox.md). */
export interface InboxItem {
  to?: string;
  text?: string;
  kind?: string;
  target?: string;
  state?: string;
  reason?: string;
}

/** The world around a desk: the source that pushes alerts, and what reached the sandbox. */
export class Outside {
  private readonly source: Caller;

  constructor(
    private readonly desk: DeskProcess,
    private readonly rng: Rng,
  ) {
    this.source = Caller.source(desk.url, desk.demo.sources[0]!.token);
  }

  /** Somebody who does not exist, lives in the district of field1's station, and by whom no tier is raised. */
  person(): SyntheticPerson {
    for (;;) {
      const person = syntheticPerson(this.rng);
      if (person.birthday > '1970') return { ...person, station: STATIONS[0], flags: [] };
    }
  }

  /** An alert about somebody who is paying now: critical. @returns what was sent */
  paying(person: SyntheticPerson): Promise<AlertInput> {
    return this.alerted(person, 'critical', ['paying_now']);
  }

  /** An alert about somebody with a scam app open: high. */
  endangered(person: SyntheticPerson): Promise<AlertInput> {
    return this.alerted(person, 'high', ['scam_app_active']);
  }

  async send(alert: AlertInput): Promise<void> {
    const { results } = await this.source.post<AlertsAccepted>('/alerts', alert);
    if (results[0]?.status !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(results)}`);
  }

  /** An alert by which nobody can be reached: it rests in quarantine. */
  async unusable(): Promise<void> {
    const { results } = await this.source.post<AlertsAccepted>('/alerts', [
      {
        sourceRef: `unusable-${this.rng.int(0, 999_999)}`,
        raisedAt: shanghaiTime(new Date(wallClock.now())),
        fraudType: 'fake_loan',
        person: { phone: '12345' },
      },
    ]);
    if (results[0]?.status !== 'quarantined') throw new Error(`not quarantined: ${JSON.stringify(results)}`);
  }

  async inbox(channel: 'sms' | 'bank'): Promise<InboxItem[]> {
    const response = await fetch(`${this.desk.demo.sandbox.url}/inbox/${channel}`);
    return ((await response.json()) as { items: InboxItem[] }).items;
  }

  /** The texts that arrived at this number. */
  async textsTo(phone: string): Promise<string[]> {
    const items = await this.inbox('sms');
    return items.filter(({ to }) => to?.endsWith(phone.slice(1))).map(({ text }) => text ?? '');
  }

  private async alerted(
    person: SyntheticPerson,
    severity: 'critical' | 'high',
    signals: AlertInput['signals'],
  ): Promise<AlertInput> {
    const now = new Date(wallClock.now());
    const alert: AlertInput = {
      ...syntheticAlert(this.rng, { now, person, severity, fraudType: 'rebate_task' }),
      raisedAt: shanghaiTime(now),
      person: {
        name: person.name,
        phone: person.phone,
        idNumber: person.idNumber,
        address: person.address,
        station: person.station,
      },
      signals,
      suspect: { phones: [syntheticSuspectPhone(this.rng)] },
    };
    await this.send(alert);
    return alert;
  }
}
