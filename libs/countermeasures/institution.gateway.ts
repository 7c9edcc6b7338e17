import { Inject, Injectable } from '@nestjs/common';
import { DeskError, Env, type EffectResult } from '#platform';
import type { Institution } from './countermeasure.policy.js';

export interface InstitutionOrder {
  /** Idempotency key: the same order again is the same order. */
  orderId: string;
  kind: string;
  /** The account or line, in the clear. */
  target: string;
  /** RFC 3339; the institution releases by itself then. */
  until: string;
  legalBasis: string;
  documentNo: string;
}

/** What an institution says of an order. `unheard_of`: it has none by this id. */
export type OrderState = 'received' | 'acknowledged' | 'in_force' | 'released' | 'rejected' | 'unheard_of';
const STATES: readonly OrderState[] = ['received', 'acknowledged', 'in_force', 'released', 'rejected'];

/** Banks and carriers over HTTP/JSON. Every call is safe to repeat, since an order is known by its id. */
@Injectable()
export class InstitutionGateway {
  /** Longest wait for an answer. */
  answerMs = 10_000;

  constructor(@Inject(Env) private readonly env: Env) {}

  /** Never throws for what the institution or the network does. */
  async place(
    institution: Institution,
    order: InstitutionOrder,
  ): Promise<{ result: EffectResult; institutionRef: string | null }> {
    if (!this.env.INSTITUTIONS_URL) {
      return { result: { status: 'failed', code: 'no_institutions' }, institutionRef: null };
    }
    const callbackUrl = new URL(`/api/v1/callbacks/institutions/${institution}`, this.env.PUBLIC_URL).href;
    try {
      const { status, json } = await this.call('POST', institution, '', { ...order, callbackUrl });
      if (status >= 200 && status < 300) {
        const ref = json['institutionRef'];
        return {
          result: { status: 'done' },
          institutionRef: typeof ref === 'string' ? ref.slice(0, 100) : null,
        };
      }
      const again = status >= 500 || status === 408 || status === 429;
      const code = `http_${status}`;
      return {
        result: again ? { status: 'retry', code, afterMs: 1_000 } : { status: 'failed', code },
        institutionRef: null,
      };
    } catch (error) {
      return {
        result: { status: 'retry', code: (error as Error).name, afterMs: 1_000 },
        institutionRef: null,
      };
    }
  }

  /** Asks for the release. @returns what the order is then. @throws Error when there is no usable answer */
  async release(institution: Institution, orderId: string): Promise<OrderState> {
    return this.state(await this.call('POST', institution, `/${orderId}/release`));
  }

  /** @throws Error when there is no usable answer */
  async status(institution: Institution, orderId: string): Promise<OrderState> {
    return this.state(await this.call('GET', institution, `/${orderId}`));
  }

  private state(answer: { status: number; json: Record<string, unknown> }): OrderState {
    if (answer.status === 404) return 'unheard_of';
    const state = STATES.find((one) => one === answer.json['state']);
    if (answer.status >= 300 || !state)
      throw new DeskError('unavailable', `the institution answered ${answer.status}`);
    return state;
  }

  private token(institution: Institution): string {
    return institution === 'bank' ? this.env.BANK_TOKEN : this.env.CARRIER_TOKEN;
  }

  private async call(
    method: 'GET' | 'POST',
    institution: Institution,
    path: string,
    body?: object,
  ): Promise<{ status: number; json: Record<string, unknown> }> {
    const answer = await fetch(
      new URL(`/institutions/${institution}/orders${path}`, this.env.INSTITUTIONS_URL),
      {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(this.answerMs),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token(institution)}` },
        ...(body ? { body: JSON.stringify(body) } : {}),
      },
    );
    const json: unknown = await answer.json().catch(() => null);
    return { status: answer.status, json: typeof json === 'object' && json !== null ? { ...json } : {} };
  }
}
