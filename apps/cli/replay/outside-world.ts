import type { RobotCallResults, SmsChannel, SmsListener, OutgoingSms, SmsResult } from '#outreach';
import type { EffectResult } from '#platform';
import type { Rng } from '#synthetic';
import { PARAMETERS } from './parameters.js';
import type { Schedule } from './schedule.js';

/** Whoever a number belongs to, as the model knows it. */
export interface Subscriber {
  robotCall(at: number): 'human' | 'no_answer';
}

/** SMS centre and voice gateway as far as the half-year needs them: everything arrives, people answer or not. */
export class OutsideWorld implements SmsChannel {
  private listener: SmsListener | undefined;
  private sent = 0;
  robotResults: RobotCallResults | undefined;

  constructor(
    private readonly rng: Rng,
    private readonly schedule: Schedule,
    /** Whose number it is, or whose relative's. */
    private readonly subscribers: ReadonlyMap<string, Subscriber>,
  ) {}

  start(listener: SmsListener): void {
    this.listener = listener;
  }

  send(sms: OutgoingSms): Promise<SmsResult> {
    this.sent += 1;
    const asked = /回复\s*[“"]?1/.test(sms.text);
    // Drawn for this very message, so that it does not matter which of several is sent first.
    const rng = this.rng.fork(`${sms.to} ${this.schedule.now}`);
    if (asked && rng.chance(PARAMETERS.relatives.answers)) {
      const [least, most] = PARAMETERS.relatives.after;
      this.schedule.in(rng.int(least, most), this.whose(sms.to), async () => {
        await this.listener?.reply({ from: sms.to, text: '1' });
      });
    }
    return Promise.resolve({ status: 'sent', providerIds: [`sms-${this.sent}`], parts: 1 });
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  /** The voice gateway's side of a robot call. */
  readonly voice = {
    place: (order: { callId: string; to: string }): Promise<EffectResult> => {
      const [least, most] = PARAMETERS.robotCall;
      const seconds = this.rng.fork(`${order.to} ${this.schedule.now}`).int(least, most);
      this.schedule.in(seconds, this.whose(order.to), async (at) => {
        const result = this.subscribers.get(order.to)?.robotCall(at) ?? 'no_answer';
        const key = result === 'human' ? { key: '1' } : {};
        await this.robotResults?.take({ callId: order.callId, status: 'completed', result, ...key });
      });
      return Promise.resolve({ status: 'done' });
    },
  };

  /** Whom a number has to do with; nobody's numbers are in one's way. */
  private whose(phone: string): object {
    return this.subscribers.get(phone) ?? {};
  }
}
