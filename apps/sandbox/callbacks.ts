import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { realTime, type SandboxClock } from './clock.js';
import type { FaultSet } from './faults.js';

interface Callback {
  id: string;
  url: string;
  body: string;
}

/** Waits before each further try, in seconds, as the Standard Webhooks specification recommends growing ones. */
const RETRY_S = [1, 5, 30, 120, 600];
const TIMEOUT_MS = 10_000;

/**
 * Status callbacks of voice gateway, bank and carrier: signed with Standard Webhooks headers, repeated under the same
 * `webhook-id` until a 2xx answer, hence at least once and in no promised order.
 */
export class Callbacks {
  private readonly webhook: Webhook;
  /** Out of order: a subject's callbacks wait for the last of them and then go out backwards. */
  private readonly held = new Map<string, Callback[]>();
  private readonly stopping = new AbortController();

  /** @param secret `whsec_…`, shared with Holdline */
  constructor(
    secret: string,
    private readonly clock: SandboxClock,
  ) {
    this.webhook = new Webhook(secret);
  }

  /**
   * Delivers one status. Resolves after the first try; later tries follow by the clock.
   * @param subject what the status is about, for keeping or breaking the order
   * @param last whether it is the last status of its subject
   */
  async send(url: string, subject: string, payload: object, faults: FaultSet, last: boolean): Promise<void> {
    if (faults.silentAfterActing || faults.receipts === 'none') return;
    const callback = { id: `msg_${randomUUID()}`, url, body: JSON.stringify(payload) };
    if (faults.receipts === 'out_of_order') {
      const held = [callback, ...(this.held.get(subject) ?? [])];
      this.held.set(subject, held);
      if (!last) return;
      this.held.delete(subject);
      for (const one of held) await this.deliver(one, faults, 0);
      return;
    }
    if (faults.receipts === 'late') {
      this.clock.after(faults.lateMs ?? 60_000, () => this.deliver(callback, faults, 0));
      return;
    }
    await this.deliver(callback, faults, 0);
    if (faults.receipts === 'doubled') await this.deliver(callback, faults, 0);
  }

  stop(): void {
    this.stopping.abort();
  }

  private async deliver(callback: Callback, faults: FaultSet, tries: number): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const signedAt = new Date(realTime().getTime() + (faults.clockSkewS ?? 0) * 1000);
    if (await this.post(callback, signedAt)) return;
    const wait = RETRY_S[tries];
    if (wait !== undefined) this.clock.after(wait * 1000, () => this.deliver(callback, faults, tries + 1));
  }

  private async post(callback: Callback, at: Date): Promise<boolean> {
    try {
      const answer = await fetch(callback.url, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(TIMEOUT_MS)]),
        headers: {
          'content-type': 'application/json',
          'webhook-id': callback.id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': this.webhook.sign(callback.id, at, callback.body),
        },
        body: callback.body,
      });
      await answer.body?.cancel();
      return answer.ok;
    } catch {
      return false; // not reachable now: the next try follows
    }
  }
}

/** The counterpart's own time, which may be wrong. */
export function skewed(clock: SandboxClock, faults: FaultSet): Date {
  return new Date(clock.now().getTime() + (faults.clockSkewS ?? 0) * 1000);
}
