/** One outgoing short message. `to` is E.164; the text is made at send time and kept nowhere. */
export interface OutgoingSms {
  /** Our id of the message, for logs. */
  messageId: string;
  to: string;
  text: string;
  /** Shown at once on the phone's screen (class 0) and not stored. */
  flash?: boolean;
}

/**
 * What came of a send.
 * - sent: the centre took every part; `providerIds` are its ids, in order of the parts.
 * - rejected: certainly not sent. `temporary`: may be tried again (not connected, throttled).
 * - unknown: it may have been sent, in whole or in part; never to be repeated by itself.
 */
export type SmsResult =
  | { status: 'sent'; providerIds: string[]; parts: number }
  | { status: 'rejected'; code: string; temporary: boolean }
  | { status: 'unknown'; code: string };

/** What the centre says of one part; comes in any order, doubled, or before the answer to its submit. */
export interface SmsReceipt {
  providerId: string;
  state: 'enroute' | 'delivered' | 'failed';
  code: string | null;
}

/** A short message that somebody sent us. `from` as the centre gives it; E.164 or national. */
export interface IncomingSms {
  from: string;
  text: string;
}

/** Where a channel tells what comes in. It acknowledges at the centre only when the promise is fulfilled. */
export interface SmsListener {
  receipt(receipt: SmsReceipt): Promise<void>;
  reply(reply: IncomingSms): Promise<void>;
}

/**
 * The port of short messages. Adapters: SMPP 3.4 (`smpp.sms-channel.ts`); others follow. Each must pass
 * `test/integration/outreach/sms-channel.contract.ts`.
 */
export interface SmsChannel {
  /** Begins to connect, and keeps trying for as long as the process lives. */
  start(listener: SmsListener): void;
  /** Never throws. */
  send(sms: OutgoingSms): Promise<SmsResult>;
  /** Fulfilled when it is ready to send. */
  ready(): Promise<void>;
  /** Stops taking work, waits for answers under way, leaves the centre politely. */
  stop(): Promise<void>;
}

/** Injection token of the process's SMS channel. */
export const SMS_CHANNEL = Symbol('SMS_CHANNEL');
