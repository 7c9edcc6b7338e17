import { isReceipt, receiptOf, textOf } from './delivery-receipt.js';
import { SendWindow } from './send-window.js';
import { smpp, type SmppPdu, type SmppSession } from './smpp-library.js';
import { SmppConnection, type SmppLog, type SmppSettings } from './smpp-connection.js';
import type { OutgoingSms, SmsChannel, SmsListener, SmsResult } from './sms.channel.js';
import { concatenationHeader, ucs2Bytes, ucs2Parts } from './ucs2-parts.js';

export interface SmppChannelSettings extends SmppSettings {
  /** Number or name that the person sees. */
  sender: string;
  /** Unanswered submits at a time. */
  window: number;
}

/** UCS-2, and UCS-2 of class 0 (SMPP 3.4 section 5.2.19, GSM 03.38). */
const UCS2 = 0x08;
const UCS2_FLASH = 0x18;
const INTERNATIONAL = 1;
const ISDN = 1;
const UNKNOWN_TON = 0;

type PartResult = { status: 'taken'; providerId: string } | Exclude<SmsResult, { status: 'sent' }>;

/**
 * Short messages over SMPP 3.4: one transceiver bind, UCS-2, long texts in parts by UDH, a receipt asked for each. A
 * submit that is not answered in time, or whose link breaks, is `unknown`: the centre may have taken it.
 */
export class SmppSmsChannel implements SmsChannel {
  private readonly connection: SmppConnection;
  private readonly window: SendWindow;
  /** Told when the link breaks, so that nobody waits for an answer that cannot come. */
  private readonly underWay = new Set<() => void>();
  private listener: SmsListener | null = null;
  private reference = Math.floor(Math.random() * 256);
  private stopping = false;

  constructor(
    private readonly settings: SmppChannelSettings,
    private readonly log: SmppLog,
  ) {
    this.window = new SendWindow(settings.window);
    this.connection = new SmppConnection(
      settings,
      (session, pdu) => {
        if (pdu.command === 'deliver_sm') void this.deliver(session, pdu);
        else if (pdu.command === 'enquire_link') session.send(pdu.response());
        else if (pdu.command === 'unbind') {
          session.send(pdu.response());
          session.close();
        }
      },
      () => this.breakOff(),
      log,
    );
  }

  start(listener: SmsListener): void {
    this.listener = listener;
    this.connection.start();
  }

  ready(): Promise<void> {
    return this.connection.ready();
  }

  async send(sms: OutgoingSms): Promise<SmsResult> {
    const texts = ucs2Parts(sms.text);
    this.reference = (this.reference + 1) & 0xff;
    const reference = this.reference;
    // All at once: when the centre falls silent after acting, the phone at least gets the whole message.
    const results = await Promise.all(
      texts.map((text, index) => {
        const udh = texts.length > 1 ? concatenationHeader(reference, texts.length, index + 1) : null;
        return this.window.run(() => this.submit(sms, text, udh));
      }),
    );
    return together(results);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.connection.stop();
  }

  private submit(sms: OutgoingSms, text: string, udh: Buffer | null): Promise<PartResult> {
    const session = this.connection.session;
    if (!session || this.stopping) {
      return Promise.resolve({ status: 'rejected', code: 'not_connected', temporary: true });
    }
    return new Promise((resolve) => {
      const finish = (result: PartResult): void => {
        clearTimeout(timer);
        this.underWay.delete(broken);
        resolve(result);
      };
      const broken = (): void => finish({ status: 'unknown', code: 'link_lost' });
      const timer = setTimeout(
        () => finish({ status: 'unknown', code: 'no_answer' }),
        this.settings.answerMs,
      );
      this.underWay.add(broken);
      const written = session.submit_sm(this.fields(sms, text, udh), (answer) => finish(judge(answer)));
      if (!written) finish({ status: 'rejected', code: 'not_connected', temporary: true });
    });
  }

  private fields(sms: OutgoingSms, text: string, udh: Buffer | null): Record<string, unknown> {
    return {
      source_addr_ton: UNKNOWN_TON,
      source_addr_npi: ISDN,
      source_addr: this.settings.sender,
      dest_addr_ton: INTERNATIONAL,
      dest_addr_npi: ISDN,
      destination_addr: sms.to.replace(/^\+/, ''),
      registered_delivery: 1,
      data_coding: sms.flash ? UCS2_FLASH : UCS2,
      short_message: { ...(udh ? { udh } : {}), message: ucs2Bytes(text) },
    };
  }

  /** Acknowledged only once it is kept; else the centre delivers it again. */
  private async deliver(session: SmppSession, pdu: SmppPdu): Promise<void> {
    try {
      if (isReceipt(pdu)) {
        const receipt = receiptOf(pdu);
        if (receipt) await this.listener?.receipt(receipt);
      } else {
        const from =
          pdu.source_addr_ton === INTERNATIONAL ? `+${pdu.source_addr ?? ''}` : (pdu.source_addr ?? '');
        await this.listener?.reply({ from, text: textOf(pdu.short_message) || textOf(pdu.message_payload) });
      }
      session.send(pdu.response({ command_status: smpp.ESME_ROK }));
    } catch (error) {
      this.log('listener_failed', (error as { code?: string }).code ?? (error as Error).name);
      session.send(pdu.response({ command_status: smpp.ESME_RX_T_APPN }));
    }
  }

  private breakOff(): void {
    for (const broken of [...this.underWay]) broken();
  }
}

/** The message is sent when every part was taken, rejected when none was; anything between is unknown. */
function together(results: PartResult[]): SmsResult {
  const taken = results.filter((result) => result.status === 'taken');
  if (taken.length === results.length) {
    return { status: 'sent', providerIds: taken.map((part) => part.providerId), parts: results.length };
  }
  const rejected = results.filter((result) => result.status === 'rejected');
  const final = rejected.find((result) => !result.temporary) ?? rejected[0];
  if (rejected.length === results.length && final) return final;
  const unknown = results.find((result) => result.status === 'unknown');
  return { status: 'unknown', code: unknown?.code ?? 'sent_in_part' };
}

/** What the centre's answer means. Throttled, full and system error are refusals before acting; others are final. */
function judge(answer: SmppPdu): PartResult {
  const status = answer.command_status;
  if (status === smpp.ESME_ROK) return { status: 'taken', providerId: answer.message_id ?? '' };
  const temporary = [smpp.ESME_RTHROTTLED, smpp.ESME_RMSGQFUL, smpp.ESME_RSYSERR].includes(status);
  return { status: 'rejected', code: `smpp_0x${status.toString(16)}`, temporary };
}
