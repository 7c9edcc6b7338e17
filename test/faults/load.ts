import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { AlertInput, AlertsAccepted, CaseView } from '#contracts';
import { wallClock } from '#platform';
import { syntheticAlert, syntheticPopulation, type Rng, type SyntheticPerson } from '#synthetic';
import { Caller, Refused } from '../e2e/caller.js';

const RETRY_MS = 200;
/** A request that a half-open connection swallowed is given up by its sender, and sent again. */
const PATIENCE_MS = 8_000;
/** Share of alerts about somebody who was alerted before, so that cases are joined too. */
const REPEATS = 0.08;
const OUTCOMES = { no_answer: 5, busy: 3, wavering: 3, phone_off: 2, persuaded_phone: 2 } as const;
const DAY_MS = 24 * 3_600_000;

/**
 * What the desk has to do in a scenario: sources that push alerts about people who do not exist, and officers who take
 * cases and report. Both send again what was not answered, under the same number, as good clients do.
 */
export class Load {
  /** Ids that a 202 promised. */
  readonly accepted = new Set<string>();
  /** E.164 number of whom each alert is about, by its sourceRef: nobody else may be rung or written to. */
  readonly phones = new Map<string, string>();
  /** Attempts that were answered; each must be there once. */
  readonly attempts = new Set<string>();
  private readonly population: Generator<SyntheticPerson, never>;
  private readonly known: SyntheticPerson[] = [];
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly source: Caller,
    private readonly rng: Rng,
  ) {
    this.population = syntheticPopulation(rng);
  }

  /** Sends `count` alerts, one every `everyMs`; each is sent until it was answered. Resolves when all were. */
  async alerts(count: number, everyMs: number): Promise<void> {
    const under: Promise<void>[] = [];
    for (let n = 0; n < count && !this.stopped; n += 1) {
      under.push(this.push(this.made()));
      await pause(everyMs);
    }
    await Promise.all(under);
  }

  /** As many alerts until `done` is fulfilled: a fault that has to be met needs something to meet. */
  async until(done: Promise<unknown>, everyMs: number): Promise<void> {
    const over = new AbortController();
    const end = done.finally(() => over.abort());
    const under: Promise<void>[] = [];
    while (!over.signal.aborted && !this.stopped) {
      under.push(this.push(this.made()));
      await pause(everyMs);
    }
    await Promise.all([end, ...under]);
  }

  /** An officer who takes what is next and reports, until told to stop. */
  async officer(user: { username: string; password: string }): Promise<void> {
    const me = await this.insist(() => Caller.signIn(this.url, user.username, user.password));
    while (me && !this.stopped) {
      const taken = await this.insist(() => me.post<CaseView | undefined>('/queue/next'));
      if (taken) await this.report(me, taken);
      await pause(this.rng.int(100, 300));
    }
  }

  stop(): void {
    this.stopped = true;
  }

  /** An alert about somebody new, or now and then about somebody known. */
  made(): AlertInput {
    const repeat = this.known.length > 0 && this.rng.chance(REPEATS);
    const person = repeat ? this.rng.pick(this.known) : this.population.next().value;
    if (!repeat) this.known.push(person);
    const alert = syntheticAlert(this.rng, { now: new Date(wallClock.now()), person });
    this.phones.set(alert.sourceRef, person.phone);
    return alert;
  }

  private async push(alert: AlertInput): Promise<void> {
    const answer = await this.insist(() => this.source.post<AlertsAccepted>('/alerts', [alert]), true);
    for (const { id } of answer?.results ?? []) this.accepted.add(id);
  }

  private async report(me: Caller, { id, rungs }: CaseView): Promise<void> {
    const call = rungs.find((rung) => rung.kind === 'call' && rung.status === 'open');
    const attemptId = randomUUID();
    const outcome = this.rng.weighted(OUTCOMES);
    const gate = {
      identityFacts: ['birth_date', 'home_address'],
      contactCut: true,
      paymentsChecked: true,
      followUpAt: new Date(wallClock.now() + DAY_MS).toISOString(),
    };
    const attempt = { attemptId, kind: 'call', outcome, ...(outcome === 'persuaded_phone' ? { gate } : {}) };
    const body = { ...attempt, ...(call ? { rungId: call.id } : {}), handBack: true };
    if (await this.insist(() => me.post(`/cases/${id}/attempts`, body), true)) this.attempts.add(attemptId);
  }

  /**
   * Sends until it is answered; what the desk refuses (4xx) is an answer.
   *
   * @param always goes on after `stop` too: a source drops nothing
   * @returns null when it was refused, or when there was no more time for it
   */
  private async insist<T>(send: () => Promise<T>, always = false): Promise<T | null> {
    while (always || !this.stopped) {
      try {
        return await Promise.race([send(), late()]);
      } catch (error) {
        if (error instanceof Refused && error.status < 500) return null;
        await pause(RETRY_MS);
      }
    }
    return null;
  }
}

async function late(): Promise<never> {
  await pause(PATIENCE_MS, undefined, { ref: false });
  throw new Error('no answer');
}
