import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { CountermeasureKind } from '#escalation';
import { People } from '#people';
import { Database, KeyRing, Outbox, type EffectResult, type OutboxRow } from '#platform';
import { briefOf } from './ladder-effect.js';
import { Messages } from './message.store.js';
import { SMS_CHANNEL, type SmsChannel } from './sms.channel.js';
import { SMS_TIMEOUT_MS, SMS_TRIES } from './sms.effect.js';
import { countermeasureNotice, localTime } from './templates.js';

/**
 * Tells the person what was restricted, until when and how to appeal: due on activation (domain.md section 5). A notice
 * is owed also when the case has ended meanwhile, so nothing takes it back; one that does not arrive, or perhaps not,
 * rings, so that an officer tells the person.
 */
@Injectable()
export class CountermeasureNoticeEffect implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly people: People,
    private readonly keys: KeyRing,
    private readonly messages: Messages,
    @Inject(SMS_CHANNEL) private readonly channel: SmsChannel,
  ) {}

  onModuleInit(): void {
    this.outbox.register('countermeasures.notice', {
      queue: 'outreach',
      repeat: 'unsafe',
      timeoutMs: SMS_TIMEOUT_MS,
      maxTries: SMS_TRIES,
      handle: (row) => this.send(row),
      settled: async (tx, row, result) => {
        this.messages.settled(tx, row.key, result);
        if (result !== 'done') this.messages.noticeOwed(tx, row.caseId!, row.key);
      },
    });
  }

  private async send(row: OutboxRow<'countermeasures.notice'>): Promise<EffectResult> {
    // The one place that reads a table of countermeasures, which this unit must not import.
    const measure = await this.db.one<{ kind: CountermeasureKind; case_id: string; ends_at: Date | null }>(
      `SELECT kind, case_id, ends_at FROM countermeasure WHERE id = $1`,
      [row.payload.countermeasureId],
    );
    const brief = measure && (await briefOf(this.db, measure.case_id));
    if (!measure || !brief) return { status: 'failed', code: 'no_case' };
    const messageId = await this.messages.begin({
      outboxKey: row.key,
      caseId: brief.id,
      rungId: null,
      toKind: 'person',
      template: 'countermeasure_notice',
    });
    const phone = await this.people.phone(brief.personId);
    if (phone === null) return { status: 'failed', code: 'no_phone' };
    const until = measure.ends_at === null ? null : localTime(measure.ends_at);
    const text = countermeasureNotice(measure.kind, until, this.keys.verificationCode(brief.id));
    return this.messages.answered(messageId, await this.channel.send({ messageId, to: phone, text }));
  }
}
