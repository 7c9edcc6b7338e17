import type { Counterpart } from './faults.js';

/** A message as the phone shows it: the parts of a long one are put together. */
export interface SmsItem {
  messageIds: string[];
  from: string;
  to: string;
  text: string;
  encoding: string;
  flash: boolean;
  parts: number;
  /** Latest state of the delivery receipt. */
  state: 'ENROUTE' | 'DELIVRD' | 'UNDELIV';
  receiptAsked: boolean;
  systemId: string;
  replies: string[];
}

export const CALL_RESULTS = [
  'human',
  'machine',
  'no_answer',
  'busy',
  'rejected',
  'phone_off',
  'invalid_number',
  'forwarded',
] as const;
export type CallResult = (typeof CALL_RESULTS)[number];
export type CallStatus = 'queued' | 'ringing' | 'answered' | 'completed';

export interface VoiceItem {
  callId: string;
  to: string;
  callerId: string;
  text: string;
  keys: string[];
  status: CallStatus;
  result?: CallResult;
  key?: string;
}

export const ORDER_KINDS = {
  bank: ['transfer_limit', 'stop_payment'],
  carrier: ['line_suspension', 'call_forward_cancel', 'network_cut'],
} as const;
export type Institution = keyof typeof ORDER_KINDS;
export type OrderState = 'received' | 'acknowledged' | 'in_force' | 'released' | 'rejected';

export interface OrderItem {
  orderId: string;
  institutionRef: string;
  kind: string;
  target: string;
  /** RFC 3339 */
  until: string;
  legalBasis: string;
  documentNo: string;
  state: OrderState;
  /** Why it was released or rejected. */
  reason?: 'requested' | 'expired' | 'refused';
}

export interface InboxItems {
  sms: SmsItem;
  voice: VoiceItem;
  bank: OrderItem;
  carrier: OrderItem;
}
export type InboxChannel = Exclude<Counterpart, 'upstream'>;
export const INBOX_CHANNELS = ['sms', 'voice', 'bank', 'carrier'] as const satisfies readonly InboxChannel[];

/** `seq` counts over all channels, `at` is the counterpart's time of arrival. The item itself changes as it goes on. */
export type Arrived<C extends InboxChannel> = InboxItems[C] & { seq: number; at: string };

const KEEP = 5_000;

/** What arrived at the outside world, newest last; the oldest beyond 5,000 of a channel are forgotten. */
export class Inbox {
  private seq = 0;
  private readonly items: { [C in InboxChannel]: Arrived<C>[] } = {
    sms: [],
    voice: [],
    bank: [],
    carrier: [],
  };
  private readonly watchers = new Set<() => void>();

  add<C extends InboxChannel>(channel: C, at: Date, item: InboxItems[C]): Arrived<C> {
    const arrived = Object.assign(item, { seq: (this.seq += 1), at: at.toISOString() });
    const list: Arrived<C>[] = this.items[channel];
    list.push(arrived);
    if (list.length > KEEP) list.shift();
    this.changed();
    return arrived;
  }

  list<C extends InboxChannel>(channel: C): readonly Arrived<C>[] {
    return this.items[channel];
  }

  clear(): void {
    for (const channel of INBOX_CHANNELS) this.items[channel].length = 0;
    this.changed();
  }

  /** To be called when an item went on (a receipt, a status). */
  changed(): void {
    for (const watcher of [...this.watchers]) watcher();
  }

  /**
   * The first item that matches, at once or as soon as there is one. For specs: a signal instead of a sleep.
   * @throws Error after `timeoutMs` (default 10 s) of waiting in vain
   */
  waitFor<C extends InboxChannel>(
    channel: C,
    matches: (item: Arrived<C>) => boolean = () => true,
    timeoutMs = 10_000,
  ): Promise<Arrived<C>> {
    return new Promise((resolve, reject) => {
      const look = (): boolean => {
        const found = this.items[channel].find((item) => matches(item));
        if (!found) return false;
        clearTimeout(timer);
        this.watchers.delete(look);
        resolve(found);
        return true;
      };
      const timer = setTimeout(() => {
        this.watchers.delete(look);
        reject(new Error(`nothing of the kind arrived at ${channel} within ${timeoutMs} ms`));
      }, timeoutMs);
      if (!look()) this.watchers.add(look);
    });
  }
}
