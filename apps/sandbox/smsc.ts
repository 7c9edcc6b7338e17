import { randomBytes } from 'node:crypto';
import type { AddressInfo, Server } from 'node:net';
import { DeskError } from '#platform';
import { asksForDigit, type AnswerScript } from './answers.js';
import { skewed } from './callbacks.js';
import type { SandboxClock } from './clock.js';
import { MESSAGE_STATE, receiptText, type ReceiptState } from './delivery-receipt.js';
import { EsmeLinks, type BindMode } from './esme-links.js';
import type { Faults, FaultSet } from './faults.js';
import type { Arrived, Inbox } from './inbox.js';
import { MessageParts } from './message-parts.js';
import { readSubmit, type ShortMessage } from './short-message.js';
import { smpp, STATUS, type SmppPdu, type SmppSession } from './smpp.js';
import type { Throttle } from './throttle.js';

interface Submitted {
  message: ShortMessage;
  submittedAt: Date;
  doneAt: Date | null;
  state: ReceiptState;
}

const DELIVERY_MS = 300;
/** Messages that query_sm still knows. */
const KEEP = 50_000;
const BINDS: readonly BindMode[] = ['transceiver', 'transmitter', 'receiver'];

interface SmscParts {
  clock: SandboxClock;
  inbox: Inbox;
  faults: Faults;
  throttle: Throttle;
  systemId: string;
  password: string;
}

/** A short message centre: SMPP 3.4 towards Holdline, the inbox towards the phones. */
export class Smsc {
  private readonly server: Server;
  private readonly open = new Set<SmppSession>();
  private readonly links: EsmeLinks;
  private readonly parts: MessageParts;
  private readonly submitted = new Map<string, Submitted>();

  constructor(
    private readonly its: SmscParts,
    private readonly script: () => AnswerScript,
  ) {
    this.links = new EsmeLinks(its.clock);
    this.parts = new MessageParts();
    this.server = smpp.createServer((session) => this.serve(session));
    its.faults.onChange((counterpart, faults) => {
      if (counterpart === 'sms' && faults.disconnect && faults.times === undefined) this.cutAll();
    });
  }

  /** Listens on 127.0.0.1; resolves with the port. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => resolve((this.server.address() as AddressInfo).port));
    });
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.cutAll();
    await closed;
  }

  bound(): string[] {
    return this.links.bound();
  }

  /**
   * The person answers: a deliver_sm to the ESME, which gets it later when it is not bound now.
   * @param reply.from the person's number  @param reply.to the number they answer to
   */
  reply(reply: { from: string; to: string; text: string }): void {
    const item = this.its.inbox.list('sms').findLast((one) => one.to === reply.from);
    item?.replies.push(reply.text);
    this.its.inbox.changed();
    this.links.deliver(item?.systemId ?? this.its.systemId, {
      source_addr: reply.from,
      destination_addr: reply.to,
      short_message: reply.text,
      ...(/^[\x20-\x7e]*$/.test(reply.text) ? {} : { data_coding: 0x08 }),
    });
  }

  private cutAll(): void {
    for (const session of this.open) session.destroy();
  }

  private serve(session: SmppSession): void {
    this.open.add(session);
    session.on('error', () => session.destroy());
    session.on('close', () => {
      this.open.delete(session);
      this.links.remove(session);
    });
    const { disconnect, times } = this.its.faults.get('sms');
    if (disconnect && times === undefined) return session.destroy();
    session.on('pdu', (pdu: SmppPdu) => this.handle(session, pdu));
  }

  private handle(session: SmppSession, pdu: SmppPdu): void {
    if (pdu.isResponse()) return;
    const refuse = (status: number): void => void session.send(pdu.response({ command_status: status }));
    const bindMode = BINDS.find((mode) => pdu.command === `bind_${mode}`);
    if (bindMode) return this.bind(session, pdu, bindMode);
    if (pdu.command === 'enquire_link') return void session.send(pdu.response());
    const bound = this.links.of(session);
    if (!bound) return refuse(STATUS.wrongBindState);
    switch (pdu.command) {
      case 'unbind':
        session.send(pdu.response());
        return session.close();
      case 'submit_sm':
        if (bound.mode === 'receiver') return refuse(STATUS.wrongBindState);
        return this.submit(session, pdu, bound.systemId);
      case 'query_sm':
        return this.query(session, pdu);
      default:
        return refuse(STATUS.invalidCommand);
    }
  }

  private bind(session: SmppSession, pdu: SmppPdu, mode: BindMode): void {
    const refuse = (status: number): void => void session.send(pdu.response({ command_status: status }));
    if (this.links.of(session)) return refuse(STATUS.alreadyBound);
    if (pdu.system_id !== this.its.systemId) return refuse(STATUS.wrongSystemId);
    if (pdu.password !== this.its.password) return refuse(STATUS.wrongPassword);
    session.send(pdu.response({ system_id: 'SANDBOX', sc_interface_version: 0x34 }));
    this.links.add(session, this.its.systemId, mode);
  }

  private submit(session: SmppSession, pdu: SmppPdu, systemId: string): void {
    const faults = this.its.faults.take('sms');
    const { clock } = this.its;
    const answer = (fields: Record<string, unknown>): void => {
      const send = (): void => void session.send(pdu.response(fields));
      if (faults.slowMs) clock.after(faults.slowMs, send);
      else send();
    };
    if (faults.disconnect) return session.destroy();
    if (!this.its.throttle.admits('sms', faults.throttle))
      return answer({ command_status: STATUS.throttled });
    if (faults.status500) return answer({ command_status: STATUS.systemError });
    if (faults.refuse) return answer({ command_status: STATUS.submitFailed });
    const message = readSubmit(pdu);
    if (!/^\+?\d{3,20}$/.test(message.to)) return answer({ command_status: STATUS.invalidDestination });

    const messageId = randomBytes(8).toString('hex');
    const entry: Submitted = { message, submittedAt: skewed(clock, faults), doneAt: null, state: 'ENROUTE' };
    this.remember(messageId, entry);
    const item = this.arrive(messageId, message, systemId);
    const early = faults.receipts === 'out_of_order';
    if (early) this.deliverTo(messageId, entry, systemId, faults);
    if (!faults.timeoutAfterActing) answer({ message_id: messageId });
    if (!early) clock.after(DELIVERY_MS, () => this.deliverTo(messageId, entry, systemId, faults));
    if (item) this.modelReply(item);
  }

  private remember(messageId: string, entry: Submitted): void {
    this.submitted.set(messageId, entry);
    const oldest = this.submitted.keys().next();
    if (this.submitted.size > KEEP && !oldest.done) this.submitted.delete(oldest.value);
  }

  private arrive(messageId: string, message: ShortMessage, systemId: string): Arrived<'sms'> | null {
    const whole = this.parts.add(messageId, message);
    if (!whole) return null;
    const { part: _part, ...shown } = whole.message;
    return this.its.inbox.add('sms', this.its.clock.now(), {
      ...shown,
      messageIds: whole.messageIds,
      parts: whole.messageIds.length,
      state: 'ENROUTE',
      systemId,
      replies: [],
    });
  }

  /** The message reaches the phone, or fails to; the ESME hears of it as the faults allow. */
  private deliverTo(messageId: string, entry: Submitted, systemId: string, faults: FaultSet): void {
    entry.state = faults.receipts === 'failed' ? 'UNDELIV' : 'DELIVRD';
    entry.doneAt = skewed(this.its.clock, faults);
    const item = this.its.inbox.list('sms').findLast((one) => one.messageIds.includes(messageId));
    if (item) item.state = entry.state;
    this.its.inbox.changed();
    const silent = faults.silentAfterActing || faults.receipts === 'none';
    if (silent || !entry.message.receiptAsked) return;
    const send = (): void => this.sendReceipt(messageId, entry, systemId);
    if (faults.receipts === 'late') this.its.clock.after(faults.lateMs ?? 60_000, send);
    else send();
    if (faults.receipts === 'doubled') send();
  }

  private sendReceipt(messageId: string, entry: Submitted, systemId: string): void {
    const { message, submittedAt, state } = entry;
    this.links.deliver(systemId, {
      source_addr: message.to,
      destination_addr: message.from,
      esm_class: 0x04,
      receipted_message_id: messageId,
      message_state: MESSAGE_STATE[state],
      short_message: receiptText({
        messageId,
        state,
        submittedAt,
        doneAt: entry.doneAt ?? submittedAt,
        text: message.text,
      }),
    });
  }

  private modelReply(item: Arrived<'sms'>): void {
    const { relativeReplies, afterMs } = this.script().sms ?? {};
    if (!relativeReplies || relativeReplies === 'none' || !asksForDigit(item.text)) return;
    this.its.clock.after(afterMs ?? 0, () =>
      this.reply({ from: item.to, to: item.from, text: relativeReplies }),
    );
  }

  private query(session: SmppSession, pdu: SmppPdu): void {
    const entry = this.submitted.get(pdu.message_id ?? '');
    if (!entry) return void session.send(pdu.response({ command_status: STATUS.invalidMessageId }));
    session.send(
      pdu.response({
        message_id: pdu.message_id,
        message_state: MESSAGE_STATE[entry.state],
        final_date: entry.doneAt ?? '',
        error_code: entry.state === 'UNDELIV' ? 1 : 0,
      }),
    );
  }

  /** The last message to a number, for the inbox page. @throws DeskError not_found */
  item(seq: number): Arrived<'sms'> {
    const item = this.its.inbox.list('sms').find((one) => one.seq === seq);
    if (!item) throw new DeskError('not_found', 'no such message');
    return item;
  }
}
