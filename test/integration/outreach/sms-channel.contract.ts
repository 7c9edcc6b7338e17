import type { IncomingSms, SmsChannel, SmsListener, SmsReceipt } from '#outreach';

/** What the phones behind an SMS centre saw. */
export interface Arrived {
  to: string;
  text: string;
  parts: number;
  flash: boolean;
}

/** A channel on a centre that can be told to go wrong; each adapter brings its own. */
export interface ChannelRig {
  channel: SmsChannel;
  /** What the phones have received so far, oldest first. */
  phones(): Arrived[];
  fault(fault: CentreFault): void;
  /** Ten seconds at the centre: messages reach the phones, receipts go out, what was not taken is delivered again. */
  timePasses(): Promise<void>;
  personWrites(from: string, text: string): Promise<void>;
  /** Refused connections until `heal`. */
  cutOff(): Promise<void>;
  heal(): void;
  stop(): Promise<void>;
}
export type CentreFault =
  'acts_and_never_answers' | 'throttles' | 'refuses' | 'receipts_doubled' | 'receipts_early';

/** A listener that keeps what it heard and lets a spec wait for it. */
export class Heard implements SmsListener {
  readonly receipts: SmsReceipt[] = [];
  readonly replies: IncomingSms[] = [];
  /** How many of the next deliveries it fails to keep. */
  failing = 0;
  private watchers: (() => void)[] = [];

  async receipt(receipt: SmsReceipt): Promise<void> {
    this.take(() => this.receipts.push(receipt));
  }
  async reply(reply: IncomingSms): Promise<void> {
    this.take(() => this.replies.push(reply));
  }
  /** Resolves once the condition holds; Jest's timeout is the limit. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (condition()) resolve();
        else this.watchers.push(look);
      };
      look();
    });
  }
  private take(keep: () => void): void {
    if (this.failing > 0) {
      this.failing -= 1;
      throw new Error('the database is away');
    }
    keep();
    for (const look of this.watchers.splice(0)) look();
  }
}

const TO = '+8613800138000';
const SHORT = '【反诈中心】请停止转账。';
const LONG = '请立即停止转账，'.repeat(24) + '😀';

/** What every SMS channel promises (`sms.channel.ts`). */
export function smsChannelContract(name: string, open: (heard: Heard) => Promise<ChannelRig>): void {
  describe(`${name} as an SMS channel`, () => {
    let heard: Heard;
    let rig: ChannelRig;
    let no = 0;
    const send = (text: string, flash = false) =>
      rig.channel.send({ messageId: `m${(no += 1)}`, to: TO, text, flash });

    beforeEach(async () => {
      heard = new Heard();
      rig = await open(heard);
      await rig.channel.ready();
    });
    afterEach(() => rig.stop());

    test('a short message arrives as it was written, with one id and one receipt', async () => {
      const result = await send(SHORT);
      expect(result).toEqual({ status: 'sent', parts: 1, providerIds: [expect.stringMatching(/./)] });
      await rig.timePasses();
      await heard.until(() => heard.receipts.length === 1);
      expect(heard.receipts[0]).toMatchObject({
        providerId: result.status === 'sent' && result.providerIds[0],
        state: 'delivered',
      });
      expect(rig.phones()).toEqual([{ to: TO, text: SHORT, parts: 1, flash: false }]);
    });

    test('a long one arrives whole, with an id and a receipt for each part', async () => {
      const result = await send(LONG);
      expect(result).toMatchObject({ status: 'sent', parts: 3 });
      await rig.timePasses();
      await heard.until(() => heard.receipts.length === 3);
      const ids = new Set(heard.receipts.map((receipt) => receipt.providerId));
      expect(ids).toEqual(new Set(result.status === 'sent' ? result.providerIds : []));
      expect(rig.phones()).toEqual([{ to: TO, text: LONG, parts: 3, flash: false }]);
    });

    test('a flash message is one on the phone', async () => {
      await send(SHORT, true);
      expect(rig.phones()).toEqual([{ to: TO, text: SHORT, parts: 1, flash: true }]);
    });

    test('two hundred at once all arrive, once each', async () => {
      const results = await Promise.all(Array.from({ length: 200 }, (_, n) => send(`${SHORT}${n}`)));
      expect(results.every((result) => result.status === 'sent')).toBe(true);
      expect(new Set(rig.phones().map((sms) => sms.text)).size).toBe(200);
      expect(rig.phones()).toHaveLength(200);
    });

    test('a centre that acts and never answers leaves it unknown, and it is not sent again', async () => {
      rig.fault('acts_and_never_answers');
      const results = await Promise.all([send(SHORT), send(LONG)]);
      expect(results).toMatchObject([{ status: 'unknown' }, { status: 'unknown' }]);
      expect(rig.phones().map((sms) => sms.text)).toEqual([SHORT, LONG]);
    });

    test('a throttled message is certainly not sent, and may be tried again', async () => {
      rig.fault('throttles');
      expect(await send(SHORT)).toMatchObject({ status: 'rejected', temporary: true });
      expect(rig.phones()).toHaveLength(0);
    });

    test('a refused one is not to be tried again', async () => {
      rig.fault('refuses');
      expect(await send(SHORT)).toMatchObject({ status: 'rejected', temporary: false });
      expect(rig.phones()).toHaveLength(0);
    });

    test.each(['receipts_doubled', 'receipts_early'] as const)('%s: all are told', async (fault) => {
      rig.fault(fault);
      const result = await send(SHORT);
      await rig.timePasses();
      await heard.until(() => heard.receipts.length === (fault === 'receipts_doubled' ? 2 : 1));
      expect(new Set(heard.receipts.map((receipt) => receipt.providerId))).toEqual(
        new Set(result.status === 'sent' ? result.providerIds : []),
      );
    });

    test('what a person writes is heard, with the number in E.164', async () => {
      await rig.personWrites(TO, '1');
      await heard.until(() => heard.replies.length === 1);
      await rig.personWrites(TO, '我和他在一起');
      await heard.until(() => heard.replies.length === 2);
      expect(heard.replies).toEqual([
        { from: TO, text: '1' },
        { from: TO, text: '我和他在一起' },
      ]);
    });

    test('what could not be kept is delivered again', async () => {
      heard.failing = 1;
      await rig.personWrites(TO, '3');
      // How soon is the centre's affair.
      while (heard.replies.length === 0) await rig.timePasses();
      expect(heard.failing).toBe(0);
      expect(heard.replies).toEqual([{ from: TO, text: '3' }]);
    });

    test('after the link broke nothing is sent, then it comes back by itself', async () => {
      await rig.cutOff();
      expect(await send(SHORT)).toMatchObject({ status: 'rejected', temporary: true });
      rig.heal();
      await rig.channel.ready();
      expect(await send(SHORT)).toMatchObject({ status: 'sent' });
      expect(rig.phones()).toHaveLength(1);
    });
  });
}
