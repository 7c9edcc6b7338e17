import { Inject, Injectable } from '@nestjs/common';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { DeskError, Env, type EffectResult } from '#platform';

export interface RobotCallOrder {
  /** Idempotency key: the same call again is the same call. */
  callId: string;
  to: string;
  text: string;
  keys: string[];
}

const ANSWER_MS = 10_000;

/** The voice gateway over HTTP. Placing a call is safe to repeat, since the gateway knows it by its id. */
@Injectable()
export class VoiceGatewayClient {
  constructor(@Inject(Env) private readonly env: Env) {}

  /** Never throws for what the gateway or the network does. */
  async place(order: RobotCallOrder): Promise<EffectResult> {
    if (!this.env.VOICE_URL) return { status: 'failed', code: 'no_voice_gateway' };
    try {
      const answer = await fetch(new URL('/voice/calls', this.env.VOICE_URL), {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWER_MS),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.env.VOICE_TOKEN}` },
        body: JSON.stringify({
          ...order,
          callerId: this.env.SMS_SENDER,
          callbackUrl: new URL('/api/v1/callbacks/voice', this.env.PUBLIC_URL).href,
        }),
      });
      await answer.body?.cancel();
      if (answer.ok) return { status: 'done' };
      const again = answer.status >= 500 || answer.status === 408 || answer.status === 429;
      const code = `http_${answer.status}`;
      return again ? { status: 'retry', code, afterMs: 1000 } : { status: 'failed', code };
    } catch (error) {
      return { status: 'retry', code: (error as Error).name, afterMs: 1000 };
    }
  }
}

/**
 * Checks the Standard Webhooks signature over the raw body, at most 5 minutes old.
 *
 * @returns the parsed body. @throws DeskError unauthenticated
 */
export function verifyCallback(
  secret: string,
  headers: Record<string, unknown>,
  raw: Buffer | undefined,
): unknown {
  const given = Object.fromEntries(
    ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [
      name,
      String(headers[name] ?? ''),
    ]),
  );
  try {
    return new Webhook(secret).verify(raw ?? '', given);
  } catch (error) {
    if (error instanceof WebhookVerificationError || error instanceof SyntaxError) {
      throw new DeskError('unauthenticated', 'the callback is not signed by the gateway');
    }
    throw error;
  }
}
