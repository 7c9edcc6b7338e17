import { randomUUID } from 'node:crypto';
import type { AlertInput } from '#contracts';
import { DeskError } from '#platform';
import { syntheticAlert, syntheticPopulation, type Rng, type SyntheticPerson } from '#synthetic';
import type { SandboxClock } from './clock.js';

export interface TrickleOrder {
  /** Address of Holdline's intake, `…/api/v1/alerts`. */
  target: string;
  /** The source's token. */
  token: string;
  perMinute: number;
  /** It ends after so many alerts or seconds, whichever comes first; one of the two must be given. */
  count?: number;
  forSeconds?: number;
}

export interface TrickleState {
  id: string;
  state: 'running' | 'done' | 'stopped';
  sent: number;
  /** Answers by status: accepted, revised, duplicate, quarantined. */
  results: Record<string, number>;
  /** Posts that failed; their alerts were sent again. */
  failures: number;
  lastStatus: number | null;
}

interface Running {
  order: TrickleOrder;
  state: TrickleState;
  people: Generator<SyntheticPerson, never>;
  known: SyntheticPerson[];
  endsAt: number;
  /** Alerts that Holdline has not taken yet: a source never drops one. */
  unsent: AlertInput[];
}

/** Share of alerts about somebody who was alerted before. Our own choice. */
const REPEATS = 0.08;
const TICKS_PER_MINUTE = 600;
const RETRY_MS = 2_000;
const KNOWN = 500;

/** A source that pushes made-up alerts to Holdline, one after the other. */
export class Trickle {
  private readonly running = new Map<string, Running>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly clock: SandboxClock,
    private readonly rng: Rng,
  ) {}

  /** @throws DeskError invalid for one without an end or beyond the bounds */
  start(order: TrickleOrder): TrickleState {
    const wrong = (field: string, message: string): DeskError =>
      new DeskError('invalid', `${field}: ${message}`, [{ field, code: 'invalid', message }]);
    if (!(order.perMinute > 0 && order.perMinute <= 60_000)) throw wrong('perMinute', 'up to 60,000');
    if (order.count === undefined && order.forSeconds === undefined)
      throw wrong('count', 'count or forSeconds');
    const state: TrickleState = {
      id: randomUUID(),
      state: 'running',
      sent: 0,
      results: {},
      failures: 0,
      lastStatus: null,
    };
    const endsAt = this.clock.now().getTime() + (order.forSeconds ?? Infinity) * 1000;
    const people = syntheticPopulation(this.rng);
    const one: Running = { order, state, people, known: [], endsAt, unsent: [] };
    this.running.set(state.id, one);
    this.clock.after(0, () => this.tick(one));
    return state;
  }

  list(): TrickleState[] {
    return [...this.running.values()].map((one) => one.state);
  }

  /** @throws DeskError not_found */
  stop(id: string): TrickleState {
    const one = this.running.get(id);
    if (!one) throw new DeskError('not_found', 'no such trickle');
    if (one.state.state === 'running') one.state.state = 'stopped';
    return one.state;
  }

  stopAll(): void {
    this.stopping.abort();
    for (const { state } of this.running.values()) if (state.state === 'running') state.state = 'stopped';
  }

  private async tick(one: Running): Promise<void> {
    if (one.state.state !== 'running') return;
    const { order, state } = one;
    if (one.unsent.length === 0) {
      const left = (order.count ?? Infinity) - state.sent;
      if (left <= 0 || this.clock.now().getTime() >= one.endsAt) {
        state.state = 'done';
        return;
      }
      const batch = Math.min(Math.ceil(order.perMinute / TICKS_PER_MINUTE), left);
      one.unsent = Array.from({ length: batch }, () => this.alert(one));
    }
    const size = one.unsent.length;
    const pause = (await this.post(one)) ? (size * 60_000) / order.perMinute : RETRY_MS;
    this.clock.after(pause, () => this.tick(one));
  }

  private alert(one: Running): AlertInput {
    const repeat = one.known.length > 0 && this.rng.chance(REPEATS);
    const person = repeat ? this.rng.pick(one.known) : one.people.next().value;
    if (!repeat) one.known.push(person);
    if (one.known.length > KNOWN) one.known.shift();
    return syntheticAlert(this.rng, { now: this.clock.now(), person });
  }

  private async post(one: Running): Promise<boolean> {
    const { order, state, unsent } = one;
    try {
      const answer = await fetch(order.target, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(10_000)]),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${order.token}` },
        body: JSON.stringify(unsent.length === 1 ? unsent[0] : unsent),
      });
      state.lastStatus = answer.status;
      // A single invalid alert is 422 and kept in quarantine: sending it again would change nothing.
      if (!answer.ok && answer.status !== 422) {
        await answer.body?.cancel();
        state.failures += 1;
        return false;
      }
      const body = (await answer.json()) as { results?: { status: string }[] };
      for (const { status } of body.results ?? []) state.results[status] = (state.results[status] ?? 0) + 1;
    } catch {
      state.failures += 1; // Holdline is not reachable now; the same alerts go out again
      return false;
    }
    state.sent += unsent.length;
    one.unsent = [];
    return true;
  }
}
