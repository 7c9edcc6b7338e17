import type { SmppPdu, SmppText } from './smpp-library.js';
import type { SmsReceipt } from './sms.channel.js';

/** Message type bits of esm_class (SMPP 3.4 section 5.2.12): delivery receipt, and intermediate notification. */
const RECEIPT = 0x04;
const INTERMEDIATE = 0x20;

/** `message_state` (SMPP 3.4 section 5.2.28) and the words of the receipt text (appendix B). */
const STATES: Readonly<Record<string, SmsReceipt['state']>> = {
  '1': 'enroute',
  '2': 'delivered',
  '3': 'failed',
  '4': 'failed',
  '5': 'failed',
  '6': 'enroute',
  '7': 'enroute',
  '8': 'failed',
  ENROUTE: 'enroute',
  DELIVRD: 'delivered',
  EXPIRED: 'failed',
  DELETED: 'failed',
  UNDELIV: 'failed',
  ACCEPTD: 'enroute',
  UNKNOWN: 'enroute',
  REJECTD: 'failed',
};

/**
 * Reads a delivery receipt out of a deliver_sm: the TLVs receipted_message_id and message_state first, else the text
 * of appendix B.
 *
 * @returns null when the PDU is no receipt, or names no message.
 */
export function receiptOf(pdu: SmppPdu): SmsReceipt | null {
  const esmClass = pdu.esm_class ?? 0;
  if ((esmClass & RECEIPT) === 0 && (esmClass & INTERMEDIATE) === 0) return null;
  const text = textOf(pdu.short_message) || textOf(pdu.message_payload);
  const providerId = pdu.receipted_message_id || /\bid:\s*(\S+)/i.exec(text)?.[1];
  if (!providerId) return null;
  const word = /\bstat:\s*([A-Z]+)/i.exec(text)?.[1]?.toUpperCase();
  const state = STATES[String(pdu.message_state ?? '')] ?? STATES[word ?? ''] ?? 'enroute';
  const code = /\berr:\s*(\w+)/i.exec(text)?.[1] ?? null;
  return { providerId, state, code };
}

/** True when the PDU's kind says that it is about a message of ours, not a message of somebody's. */
export function isReceipt(pdu: SmppPdu): boolean {
  return ((pdu.esm_class ?? 0) & (RECEIPT | INTERMEDIATE)) !== 0;
}

export function textOf(field: SmppText): string {
  const message = field?.message;
  return typeof message === 'string' ? message : (message?.toString('latin1') ?? '');
}
