import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Cases } from '#cases';
import { People } from '#people';
import { Database, KeyRing, Outbox, type EffectResult, type OutboxRow, type Tx } from '#platform';
import { briefOf, stillWanted, tellCase, type CaseBrief } from './ladder-effect.js';
import { Messages } from './message.store.js';
import { SMS_CHANNEL, type SmsChannel } from './sms.channel.js';
import { SMS_TIMEOUT_MS, SMS_TRIES } from './sms.effect.js';
import { relativeAsk } from './templates.js';

/** How long an answer is waited for when the rung has no deadline: that of the high tier (domain.md section 2). */
const ANSWER_S = 30 * 60;

/** Asks one relative by SMS to confirm by digit that they are with the person. Replies: `relative-replies.ts`. */
@Injectable()
export class RelativeEffect implements OnModuleInit {
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
    this.outbox.register('outreach.relative', {
      queue: 'outreach',
      repeat: 'unsafe',
      timeoutMs: SMS_TIMEOUT_MS,
      maxTries: SMS_TRIES,
      wanted: stillWanted,
      handle: (row) => this.ask(row),
      settled: async (tx, row, result) => {
        this.messages.settled(tx, row.key, result);
        await tellCase(tx, this.cases, row, result);
      },
    });
  }

  private async ask(row: OutboxRow<'outreach.relative'>): Promise<EffectResult> {
    const { caseId, rungId } = row.payload;
    const brief = await briefOf(this.db, caseId);
    if (!brief) return { status: 'failed', code: 'no_case' };
    const begun = await this.db.transaction((tx) => this.begin(tx, brief, rungId, row.key));
    if (!begun) return { status: 'failed', code: 'no_relative' };
    const to = await this.people.relativePhone(begun.relativeId);
    const name = (await this.people.masked([brief.personId])).get(brief.personId)?.name ?? null;
    const text = relativeAsk(brief.fraudType, name, this.keys.verificationCode(caseId));
    const answer = await this.channel.send({ messageId: begun.messageId, to, text });
    return this.messages.answered(begun.messageId, answer);
  }

  /** The ask and its message, committed before any I/O. A further try asks the relative of the first one. */
  private async begin(
    tx: Tx,
    brief: CaseBrief,
    rungId: string,
    key: string,
  ): Promise<{ relativeId: string; messageId: string } | null> {
    const relativeId = await this.choose(tx, brief, key);
    if (relativeId === null) return null;
    const dueAt = brief.rungs.find((rung) => rung.id === rungId)?.dueAt ?? null;
    tx.send(
      `INSERT INTO relative_ask (case_id, rung_id, relative_id, outbox_key, due_at)
       VALUES ($1, $2, $3, $4, coalesce(to_timestamp($5::float8 / 1000), holdline_now() + make_interval(secs => $6)))
       ON CONFLICT (outbox_key) DO NOTHING`,
      [brief.id, rungId, relativeId, key, dueAt, ANSWER_S],
    );
    await this.people.relativeAsked(tx, relativeId, 'asked');
    const messageId = await this.messages.beginIn(tx, {
      outboxKey: key,
      caseId: brief.id,
      rungId,
      toKind: 'relative',
      relativeId,
      template: 'relative_ask',
    });
    return { relativeId, messageId };
  }

  /** Whoever was not asked in this case yet, in the order they were entered; else the one asked longest ago. */
  private async choose(tx: Tx, brief: CaseBrief, key: string): Promise<string | null> {
    const contactable = await this.people.contactableRelatives(tx, brief.personId);
    const [chosen] = await tx.query<{ id: string }>(
      `SELECT r.id FROM unnest($1::uuid[]) WITH ORDINALITY AS r(id, n)
         LEFT JOIN relative_ask a ON a.relative_id = r.id AND a.case_id = $2
        GROUP BY r.id, r.n
        ORDER BY bool_or(a.outbox_key = $3) DESC NULLS LAST, max(a.asked_at) NULLS FIRST, r.n LIMIT 1`,
      [contactable, brief.id, key],
    );
    return chosen?.id ?? null;
  }
}
