import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { Server, Socket } from 'node:net';

/** The part of the untyped `smpp` package (SMPP 3.4) that the sandbox and its specs use. */
export interface SmppMessage {
  udh?: Buffer | Buffer[];
  message: string | Buffer;
}

export interface SmppPdu {
  command: string;
  command_status: number;
  sequence_number: number;
  system_id?: string;
  password?: string;
  source_addr?: string;
  destination_addr?: string;
  esm_class?: number;
  data_coding?: number;
  registered_delivery?: number;
  short_message?: SmppMessage;
  message_payload?: SmppMessage;
  message_id?: string;
  message_state?: number;
  receipted_message_id?: string;
  sar_msg_ref_num?: number;
  sar_total_segments?: number;
  sar_segment_seqnum?: number;
  dest_addr_subunit?: number;
  isResponse(): boolean;
  response(fields?: Record<string, unknown>): SmppPdu;
}

type Answer = (pdu: SmppPdu) => void;

export interface SmppSession extends EventEmitter {
  socket: Socket;
  send(pdu: SmppPdu, answer?: Answer): boolean;
  close(done?: () => void): void;
  destroy(done?: () => void): void;
  bind_transceiver(fields: Record<string, unknown>, answer: Answer): boolean;
  bind_transmitter(fields: Record<string, unknown>, answer: Answer): boolean;
  bind_receiver(fields: Record<string, unknown>, answer: Answer): boolean;
  submit_sm(fields: Record<string, unknown>, answer: Answer): boolean;
  query_sm(fields: Record<string, unknown>, answer: Answer): boolean;
  deliver_sm(fields: Record<string, unknown>, answer: Answer): boolean;
  enquire_link(answer: Answer): boolean;
  unbind(answer: Answer): boolean;
}

export interface SmppModule {
  createServer(onSession: (session: SmppSession) => void): Server;
  connect(options: { host: string; port: number }, onConnect?: () => void): SmppSession;
  errors: Record<string, number>;
  consts: Record<string, Record<string, number>>;
}

/** SMPP 3.4 section 5.1.3, error codes in use here. */
export const STATUS = {
  ok: 0x00,
  invalidCommand: 0x03,
  wrongBindState: 0x04,
  alreadyBound: 0x05,
  systemError: 0x08,
  invalidDestination: 0x0b,
  invalidMessageId: 0x0c,
  bindFailed: 0x0d,
  wrongPassword: 0x0e,
  wrongSystemId: 0x0f,
  submitFailed: 0x45,
  throttled: 0x58,
} as const;

export const smpp = createRequire(import.meta.url)('smpp') as SmppModule;
