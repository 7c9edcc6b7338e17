import { DeskError } from '#platform';
import type { Rng } from '#synthetic';
import { DEFAULT_RING_MS, MIXED_RESULTS, type AnswerScript } from './answers.js';
import { skewed, type Callbacks } from './callbacks.js';
import type { SandboxClock } from './clock.js';
import type { FaultSet } from './faults.js';
import type { Arrived, CallResult, CallStatus, Inbox } from './inbox.js';

export interface CallRequest {
  /** Idempotency key. */
  callId: string;
  to: string;
  callerId: string;
  text: string;
  keys: string[];
  callbackUrl: string;
}

interface Call {
  request: CallRequest;
  item: Arrived<'voice'>;
  faults: FaultSet;
  cancel: () => void;
}

/** Results of a call that somebody or something picked up. */
const PICKED_UP: readonly CallResult[] = ['human', 'machine', 'forwarded'];
const SETUP_MS = 500;

/** Robot calls: queued → ringing → answered → completed, each told to the callback. */
export class VoiceGateway {
  private readonly calls = new Map<string, Call>();

  constructor(
    private readonly parts: { clock: SandboxClock; inbox: Inbox; callbacks: Callbacks; rng: Rng },
    private readonly script: () => AnswerScript,
  ) {}

  /**
   * Takes a call. The same callId again is the same call, whatever has become of it.
   * @throws DeskError conflict when the same callId is used for another number or text
   */
  place(request: CallRequest, faults: FaultSet): Arrived<'voice'> {
    const known = this.calls.get(request.callId);
    if (known) {
      if (known.request.to !== request.to || known.request.text !== request.text) {
        throw new DeskError('conflict', 'this callId belongs to another call');
      }
      return known.item;
    }
    const { callbackUrl: _told, ...shown } = request;
    const item = this.parts.inbox.add('voice', this.parts.clock.now(), { ...shown, status: 'queued' });
    const call: Call = { request, item, faults, cancel: () => undefined };
    this.calls.set(request.callId, call);
    call.cancel = this.parts.clock.after(SETUP_MS, () => this.ring(call));
    return item;
  }

  /** @throws DeskError not_found */
  status(callId: string): Arrived<'voice'> {
    return this.find(callId).item;
  }

  /**
   * What the person does (from the inbox page, a spec): ends the call.
   * @throws DeskError not_found, wrong_state when it has ended, invalid for a key that was not offered
   */
  async answer(callId: string, result: CallResult, key?: string): Promise<Arrived<'voice'>> {
    const call = this.find(callId);
    if (call.item.status === 'completed') throw new DeskError('wrong_state', 'the call has ended');
    if (key !== undefined && !call.item.keys.includes(key)) {
      throw new DeskError('invalid', 'key: not offered', [
        { field: 'key', code: 'invalid', message: 'not offered' },
      ]);
    }
    call.cancel();
    await this.finish(call, result, key);
    return call.item;
  }

  private async ring(call: Call): Promise<void> {
    const script = this.script().voice ?? {};
    const result = script.result === 'mixed' ? this.parts.rng.weighted(MIXED_RESULTS) : script.result;
    const modelled: CallResult =
      call.faults.receipts === 'failed' ? 'invalid_number' : (result ?? 'no_answer');
    const wait = result === undefined ? DEFAULT_RING_MS : (script.afterMs ?? 0);
    const offered = script.key !== undefined && call.item.keys.includes(script.key);
    call.cancel = this.parts.clock.after(wait, () =>
      this.finish(call, modelled, modelled === 'human' && offered ? script.key : undefined),
    );
    await this.tell(call, 'ringing');
  }

  private async finish(call: Call, result: CallResult, key?: string): Promise<void> {
    if (call.item.status === 'completed') return;
    if (call.item.status === 'queued') await this.tell(call, 'ringing');
    if (PICKED_UP.includes(result)) await this.tell(call, 'answered', { result });
    await this.tell(call, 'completed', { result, ...(key === undefined ? {} : { key }) });
  }

  private async tell(
    call: Call,
    status: CallStatus,
    more: { result?: CallResult; key?: string } = {},
  ): Promise<void> {
    Object.assign(call.item, { status, ...more });
    this.parts.inbox.changed();
    const at = skewed(this.parts.clock, call.faults).toISOString();
    const payload = { callId: call.request.callId, status, ...more, at };
    await this.parts.callbacks.send(
      call.request.callbackUrl,
      `call ${call.request.callId}`,
      payload,
      call.faults,
      status === 'completed',
    );
  }

  private find(callId: string): Call {
    const call = this.calls.get(callId);
    if (!call) throw new DeskError('not_found', 'no such call');
    return call;
  }
}
