import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';

/** The `smpp` package ships no types; this is the part of it that we use. Names are those of SMPP 3.4. */
export interface SmppPdu {
  command: string;
  command_status: number;
  sequence_number: number;
  message_id?: string;
  source_addr?: string;
  source_addr_ton?: number;
  esm_class?: number;
  short_message?: SmppText;
  message_payload?: SmppText;
  receipted_message_id?: string;
  message_state?: number;
  response(options?: Record<string, unknown>): SmppPdu;
}
export type SmppText = { udh?: Buffer[]; message?: string | Buffer } | undefined;

export interface SmppSession extends EventEmitter {
  bind_transceiver(options: Record<string, unknown>, onResponse: (pdu: SmppPdu) => void): boolean;
  submit_sm(options: Record<string, unknown>, onResponse: (pdu: SmppPdu) => void): boolean;
  enquire_link(onResponse: (pdu: SmppPdu) => void): boolean;
  unbind(onResponse: (pdu: SmppPdu) => void): boolean;
  send(pdu: SmppPdu): boolean;
  close(onClosed?: () => void): void;
  destroy(onClosed?: () => void): void;
}

interface SmppLibrary {
  connect(options: { host: string; port: number }, onConnect: () => void): SmppSession;
  ESME_ROK: number;
  ESME_RTHROTTLED: number;
  ESME_RMSGQFUL: number;
  ESME_RSYSERR: number;
  /** Temporary error of the receiver: the centre delivers again later. */
  ESME_RX_T_APPN: number;
}

export const smpp = createRequire(import.meta.url)('smpp') as SmppLibrary;
