import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Cases } from '#cases';
import { People } from '#people';
import { Database, KeyRing, Outbox, type EffectResult, type OutboxRow } from '#platform';
import { briefOf, stillWanted, tellCase } from './ladder-effect.js';
import { Messages } from './message.store.js';
import { SMS_CHANNEL, type SmsChannel } from './sms.channel.js';
import { warning } from './templates.js';

/** Longest that one message may take, all its parts; tries end well before the engine's 120 s for an sms. */
export const SMS_TIMEOUT_MS = 60_000;
export const SMS_TRIES = 7;

/** The ladder's SMS to the person. Never repeated by itself once it may have been sent. */
@Injectable()
export class SmsEffect implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly cases: Cases,
    private readonly people: People,
    private readonly keys: KeyRing,
    private readonly messages: Messages,
    @Inject(SMS_CHANNEL) private readonly channel: SmsChannel,
  ) {}

  onModuleInit(): void {
    this.outbox.register('outreach.sms', {
      queue: 'outreach',
      repeat: 'unsafe',
      timeoutMs: SMS_TIMEOUT_MS,
      maxTries: SMS_TRIES,
      wanted: stillWanted,
      handle: (row) => this.send(row),
      settled: async (tx, row, result) => {
        this.messages.settled(tx, row.key, result);
        await tellCase(tx, this.cases, row, result);
      },
    });
  }

  private async send(row: OutboxRow<'outreach.sms'>): Promise<EffectResult> {
    const { caseId, rungId } = row.payload;
    const brief = await briefOf(this.db, caseId);
    const phone = brief && (await this.people.phone(brief.personId));
    if (!brief || phone === null) return { status: 'failed', code: 'no_phone' };
    const messageId = await this.messages.begin({
      outboxKey: row.key,
      caseId,
      rungId,
      toKind: 'person',
      template: 'warning',
    });
    const text = warning(brief.fraudType, this.keys.verificationCode(caseId));
    return this.messages.answered(messageId, await this.channel.send({ messageId, to: phone, text }));
  }
}
