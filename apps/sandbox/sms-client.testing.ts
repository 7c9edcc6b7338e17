import { once } from 'node:events';
import type { Sandbox } from './start-sandbox.js';
import { smpp, type SmppPdu, type SmppSession } from './smpp.js';

type Operation = 'bind_transceiver' | 'bind_transmitter' | 'bind_receiver' | 'submit_sm' | 'query_sm';

/** A real SMPP client for specs: promises instead of callbacks, and what was delivered in order. */
export class SmsClient {
  /** Everything the SMSC sent on its own, receipts and replies, in order of arrival. */
  readonly delivered: SmppPdu[] = [];
  /** submit_sm_resp and deliver_sm as they came, to see which was first. */
  readonly order: string[] = [];
  /** How a deliver_sm is answered; an error status makes the SMSC try again. */
  deliverStatus = 0;
  private waiting: (() => void)[] = [];

  private constructor(readonly session: SmppSession) {
    session.on('error', () => session.destroy());
    session.on('pdu', (pdu: SmppPdu) => {
      this.order.push(pdu.command);
      if (pdu.command === 'deliver_sm') {
        this.delivered.push(pdu);
        session.send(pdu.response({ command_status: this.deliverStatus }));
      }
      for (const wake of this.waiting.splice(0)) wake();
    });
  }

  static async connect(sandbox: Pick<Sandbox, 'smppPort'>): Promise<SmsClient> {
    const session = smpp.connect({ host: '127.0.0.1', port: sandbox.smppPort });
    const client = new SmsClient(session);
    await once(session, 'connect');
    return client;
  }

  /** Connected and bound. */
  static async bound(
    sandbox: Pick<Sandbox, 'smppPort' | 'secrets'>,
    mode: Operation = 'bind_transceiver',
  ): Promise<SmsClient> {
    const client = await SmsClient.connect(sandbox);
    const answer = await client.ask(mode, { system_id: 'holdline', password: sandbox.secrets.SMPP_PASSWORD });
    if (answer.command_status !== 0) throw new Error(`bind refused: ${answer.command_status}`);
    return client;
  }

  ask(operation: Operation, fields: Record<string, unknown>): Promise<SmppPdu> {
    return new Promise((resolve) => this.session[operation](fields, resolve));
  }

  enquire(): Promise<SmppPdu> {
    return new Promise((resolve) => this.session.enquire_link(resolve));
  }

  unbind(): Promise<SmppPdu> {
    return new Promise((resolve) => this.session.unbind(resolve));
  }

  send(text: string, more: Record<string, unknown> = {}): Promise<SmppPdu> {
    return this.ask('submit_sm', {
      source_addr: '96110',
      destination_addr: '+8613800138000',
      registered_delivery: 1,
      short_message: text,
      ...more,
    });
  }

  /** Resolves once `count` deliveries have come in. */
  async deliveries(count: number): Promise<SmppPdu[]> {
    while (this.delivered.length < count) await new Promise<void>((resolve) => this.waiting.push(resolve));
    return this.delivered;
  }

  /** Resolves when the link is gone. */
  closed(): Promise<unknown> {
    return this.session.socket.destroyed ? Promise.resolve() : once(this.session, 'close');
  }

  async close(): Promise<void> {
    const gone = this.closed();
    this.session.destroy();
    await gone;
  }
}
