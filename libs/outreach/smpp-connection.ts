import { smpp, type SmppPdu, type SmppSession } from './smpp-library.js';

export interface SmppSettings {
  host: string;
  port: number;
  systemId: string;
  password: string;
  /** Longest wait for any answer of the centre, in ms. */
  answerMs: number;
  /** Silence after which the link is tested, in ms. */
  enquireMs: number;
  /** First wait before connecting again; doubles up to `backOffMaxMs`. */
  backOffMs: number;
  backOffMaxMs: number;
}

/** What a link problem is told to: codes only. */
export type SmppLog = (event: 'bound' | 'lost' | 'refused' | 'listener_failed', code: string) => void;

/**
 * One transceiver bind to the SMS centre, kept up for as long as the process lives: connects, binds, tests the link
 * with enquire_link, and after a loss connects again with growing, jittered waits.
 */
export class SmppConnection {
  /** The bound session, or null between two of them. */
  session: SmppSession | null = null;
  private pending: SmppSession | null = null;
  private stopped = false;
  private failures = 0;
  private retry: NodeJS.Timeout | undefined;
  private enquiry: NodeJS.Timeout | undefined;
  private waiting: (() => void)[] = [];

  constructor(
    private readonly settings: SmppSettings,
    private readonly onPdu: (session: SmppSession, pdu: SmppPdu) => void,
    private readonly onLost: () => void,
    private readonly log: SmppLog,
  ) {}

  start(): void {
    if (this.stopped || this.pending) return;
    const { host, port } = this.settings;
    const session = smpp.connect({ host, port }, () => this.bind(session));
    this.pending = session;
    const giveUp = setTimeout(() => session.destroy(), this.settings.answerMs);
    // The library throws on garbage and then reads no more, so an error always ends the session.
    session.on('error', () => session.destroy());
    session.on('close', () => {
      clearTimeout(giveUp);
      this.lost(session);
    });
    session.once('bound', () => clearTimeout(giveUp));
    session.on('pdu', (pdu: SmppPdu) => this.onPdu(session, pdu));
  }

  ready(): Promise<void> {
    if (this.session) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    clearTimeout(this.enquiry);
    const session = this.session ?? this.pending;
    if (!session) return;
    await new Promise<void>((resolve) => {
      const force = setTimeout(() => session.destroy(), 1000);
      session.once('close', () => {
        clearTimeout(force);
        resolve();
      });
      if (this.session) session.unbind(() => session.close());
      else session.destroy();
    });
  }

  private bind(session: SmppSession): void {
    const { systemId, password } = this.settings;
    session.bind_transceiver({ system_id: systemId, password, interface_version: 0x34 }, (answer) => {
      if (answer.command_status !== smpp.ESME_ROK) {
        this.log('refused', `0x${answer.command_status.toString(16)}`);
        session.destroy();
        return;
      }
      session.emit('bound');
      this.session = session;
      this.failures = 0;
      this.log('bound', 'ok');
      this.enquireLater(session);
      for (const resolve of this.waiting.splice(0)) resolve();
    });
  }

  /** An unanswered enquiry means a half-open link: it is cut, so that nobody waits on it. */
  private enquireLater(session: SmppSession): void {
    clearTimeout(this.enquiry);
    this.enquiry = setTimeout(() => {
      const dead = setTimeout(() => session.destroy(), this.settings.answerMs);
      session.once('close', () => clearTimeout(dead));
      session.enquire_link(() => {
        clearTimeout(dead);
        if (this.session === session) this.enquireLater(session);
      });
    }, this.settings.enquireMs);
    this.enquiry.unref();
  }

  private lost(session: SmppSession): void {
    if (this.pending !== session) return;
    this.pending = null;
    const wasBound = this.session === session;
    this.session = null;
    clearTimeout(this.enquiry);
    if (wasBound) {
      this.log('lost', 'closed');
      this.onLost();
    }
    if (this.stopped) return;
    const ceiling = Math.min(this.settings.backOffMaxMs, this.settings.backOffMs * 2 ** this.failures);
    this.failures += 1;
    this.retry = setTimeout(() => this.start(), ceiling / 2 + Math.random() * (ceiling / 2));
  }
}
