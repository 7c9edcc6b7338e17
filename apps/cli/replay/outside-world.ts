import type { RobotCallResults, SmsChannel, SmsListener, OutgoingSms, SmsResult } from '#outreach';
import type { EffectResult } from '#platform';
import type { Rng } from '#synthetic';
import { PARAMETERS, type Range } from './parameters.js';
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
    /** Whoever answers a number. */
    private readonly subscribers: ReadonlyMap<string, Subscriber>,
  ) {}

  start(listener: SmsListener): void {
    this.listener = listener;
  }

  send(sms: OutgoingSms): Promise<SmsResult> {
    this.sent += 1;
    const asked = /回复\s*[“"]?1/.test(sms.text);
    if (asked && this.rng.chance(PARAMETERS.relatives.answers)) {
      this.schedule.in(this.seconds(PARAMETERS.relatives.after), async () => {
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
      this.schedule.in(this.seconds(PARAMETERS.robotCall), async (at) => {
        const result = this.subscribers.get(order.to)?.robotCall(at) ?? 'no_answer';
        const key = result === 'human' ? { key: '1' } : {};
        await this.robotResults?.take({ callId: order.callId, status: 'completed', result, ...key });
      });
      return Promise.resolve({ status: 'done' });
    },
  };

  private seconds([least, most]: Range): number {
    return this.rng.int(least, most);
  }
}
