import type { SmppPdu } from './smpp.js';

/** One submit_sm as its sender meant it. */
export interface ShortMessage {
  from: string;
  to: string;
  text: string;
  encoding: string;
  flash: boolean;
  receiptAsked: boolean;
  /** Set on a part of a longer message. */
  part: { reference: number; total: number; number: number } | null;
}

const ENCODINGS: Readonly<Record<number, string>> = {
  0: 'GSM',
  1: 'GSM',
  3: 'LATIN1',
  4: 'BINARY',
  8: 'UCS2',
};

/** What a submit_sm carries: text of short_message or message_payload, part by UDH (8 or 16 bit) or SAR fields. */
export function readSubmit(pdu: SmppPdu): ShortMessage {
  const coding = pdu.data_coding ?? 0;
  const carried = hasText(pdu.short_message) ? pdu.short_message : (pdu.message_payload ?? pdu.short_message);
  const message = carried?.message ?? '';
  return {
    from: pdu.source_addr ?? '',
    to: pdu.destination_addr ?? '',
    text: typeof message === 'string' ? message : message.toString('hex'),
    encoding: ENCODINGS[coding & 0x0f] ?? 'UNKNOWN',
    flash: isFlash(coding) || pdu.dest_addr_subunit === 1,
    receiptAsked: ((pdu.registered_delivery ?? 0) & 0x03) !== 0,
    part: partOf(pdu, carried?.udh),
  };
}

/** Class 0 of GSM 03.38's general or message-class coding groups: shown at once, not stored. */
function isFlash(coding: number): boolean {
  const group = coding & 0xf0;
  return (group === 0x10 || group === 0xf0) && (coding & 0x03) === 0;
}

function hasText(message: SmppPdu['short_message']): boolean {
  return message !== undefined && message.message.length > 0;
}

function partOf(pdu: SmppPdu, udh: Buffer | Buffer[] | undefined): ShortMessage['part'] {
  for (const element of Array.isArray(udh) ? udh : []) {
    if (element[0] === 0x00 && element.length >= 5) {
      return { reference: element[2] ?? 0, total: element[3] ?? 1, number: element[4] ?? 1 };
    }
    if (element[0] === 0x08 && element.length >= 6) {
      return { reference: element.readUInt16BE(2), total: element[4] ?? 1, number: element[5] ?? 1 };
    }
  }
  if (pdu.sar_msg_ref_num === undefined || pdu.sar_total_segments === undefined) return null;
  return {
    reference: pdu.sar_msg_ref_num,
    total: pdu.sar_total_segments,
    number: pdu.sar_segment_seqnum ?? 1,
  };
}
