import { Injectable } from '@nestjs/common';
import { Cases, type Contribute } from '#cases';
import type { MessageView } from '#contracts';
import { Database, type EffectResult, type Tx } from '#platform';
import type { SmsReceipt, SmsResult } from './sms.channel.js';
import type { TemplateName } from './templates.js';

export interface NewMessage {
  outboxKey: string;
  caseId: string | null;
  rungId: string | null;
  toKind: MessageView['to'];
  relativeId?: string;
  template: TemplateName;
}

type Final = Exclude<EffectResult['status'], 'retry'>;

interface Progress {
  id: string;
  case_id: string | null;
  template: string;
  to_kind: MessageView['to'];
  state: MessageView['state'];
  code: string | null;
  outbox_key: string;
}

/** The rows of what was sent: which template went to whose phone, and what the centre says of it. No number, no text. */
@Injectable()
export class Messages {
  constructor(
    private readonly db: Database,
    private readonly cases: Cases,
  ) {}

  /** The message's row as `sending`, committed before any I/O; the same row again when it is tried again. */
  begin(message: NewMessage): Promise<string> {
    return this.beginIn(this.db, message);
  }

  async beginIn(db: Pick<Tx, 'query'>, message: NewMessage): Promise<string> {
    const [row] = await db.query<{ id: string }>(
      `INSERT INTO message (case_id, rung_id, to_kind, relative_id, template, state, outbox_key)
       VALUES ($1, $2, $3, $4, $5, 'sending', $6)
       ON CONFLICT (outbox_key) DO UPDATE SET state = 'sending', error = NULL WHERE message.state = 'pending'
       RETURNING id`,
      [
        message.caseId,
        message.rungId,
        message.toKind,
        message.relativeId ?? null,
        message.template,
        message.outboxKey,
      ],
    );
    // Only a message that is certainly not sent is pending; any other must not go out a second time.
    if (!row) throw new Error(`message ${message.outboxKey} is not pending`);
    return row.id;
  }

  /** Keeps what the channel answered, and translates it for the outbox. */
  async answered(messageId: string, result: SmsResult): Promise<EffectResult> {
    if (result.status === 'sent') {
      await this.db.transaction((tx) => this.sent(tx, messageId, result.providerIds));
      return { status: 'done' };
    }
    if (result.status === 'rejected' && result.temporary) {
      await this.db.query(`UPDATE message SET state = 'pending', error = $2 WHERE id = $1`, [
        messageId,
        result.code,
      ]);
      return { status: 'retry', code: result.code, afterMs: 500 };
    }
    return { status: result.status === 'rejected' ? 'failed' : 'unknown', code: result.code };
  }

  /** The outbox has settled the effect; to be called in its transaction. */
  settled(tx: Tx, outboxKey: string, result: Final): void {
    if (result === 'done') return;
    tx.send(`UPDATE message SET state = $2 WHERE outbox_key = $1 AND state IN ('pending', 'sending')`, [
      outboxKey,
      result,
    ]);
  }

  private async sent(tx: Tx, messageId: string, providerIds: string[]): Promise<void> {
    lockIds(tx, providerIds);
    tx.send(
      `WITH m AS (UPDATE message SET state = 'sent', sent_at = holdline_now(), parts = $3 WHERE id = $1)
       INSERT INTO message_part (message_id, part, provider_id)
       SELECT $1, part, provider_id FROM unnest($2::text[]) WITH ORDINALITY AS p(provider_id, part)
        WHERE provider_id <> '' ON CONFLICT (provider_id) DO NOTHING`,
      [messageId, providerIds, providerIds.length],
    );
    await this.refresh(tx, messageId);
  }

  /**
   * Takes a receipt: of any part, in any order, doubled, also before the answer that tells us the part's id. What was
   * delivered stays delivered.
   */
  async receipt(receipt: SmsReceipt): Promise<void> {
    await this.db.transaction(async (tx) => {
      lockIds(tx, [receipt.providerId]);
      tx.send(
        `INSERT INTO sms_receipt (provider_id, state, code) VALUES ($1, $2, $3)
         ON CONFLICT (provider_id) DO UPDATE SET
           count = sms_receipt.count + 1,
           state = CASE WHEN excluded.state = 'delivered' OR sms_receipt.state = 'enroute' THEN excluded.state
                        ELSE sms_receipt.state END,
           code = coalesce(excluded.code, sms_receipt.code)`,
        [receipt.providerId, receipt.state, receipt.code],
      );
      const [part] = await tx.query<{ message_id: string }>(
        `SELECT message_id FROM message_part WHERE provider_id = $1`,
        [receipt.providerId],
      );
      if (part) await this.refresh(tx, part.message_id);
    });
  }

  /** Brings the message's state up to what the receipts of its parts say; tells the timeline of a change. */
  private async refresh(tx: Tx, messageId: string): Promise<void> {
    tx.send(`SELECT 1 FROM message WHERE id = $1 FOR UPDATE`, [messageId]);
    const [changed] = await tx.query<Progress>(
      `UPDATE message SET state = s.state, error = s.code,
              delivered_at = CASE WHEN s.state = 'delivered' THEN holdline_now() END
         FROM (SELECT CASE WHEN bool_or(r.state = 'failed') THEN 'failed'
                           WHEN bool_and(coalesce(r.state, '') = 'delivered') THEN 'delivered' ELSE 'sent' END AS state,
                      max(r.code) FILTER (WHERE r.state = 'failed') AS code
                 FROM message_part p LEFT JOIN sms_receipt r USING (provider_id) WHERE p.message_id = $1) s
        WHERE message.id = $1 AND message.state <> s.state
       RETURNING message.id, case_id, template, to_kind, message.state, error AS code, outbox_key`,
      [messageId],
    );
    if (!changed || changed.case_id === null || changed.state === 'sent') return;
    this.cases.appendEvent(tx, changed.case_id, `message_${changed.state}`, {
      messageId,
      to: changed.to_kind,
      template: changed.template,
      ...(changed.code === null ? {} : { code: changed.code }),
    });
    if (changed.state === 'failed' && changed.template === 'countermeasure_notice') {
      this.noticeOwed(tx, changed.case_id, changed.outbox_key);
    }
  }

  /** A statutory notice did not arrive, or perhaps not: the supervisor hears of it, once. */
  noticeOwed(tx: Tx, caseId: string, outboxKey: string): void {
    this.cases.raiseAlarm(tx, { caseId, code: 'notice_undelivered', key: `${outboxKey}:undelivered` });
  }

  /** Newest first, for a case's view. */
  readonly ofCases: Contribute<'messages'> = async (caseIds) => {
    const rows = await this.db.query<MessageView & { caseId: string; made: Date }>(
      `SELECT id, case_id AS "caseId", to_kind AS "to", template, state, coalesce(sent_at, created_at) AS made
         FROM message WHERE case_id = ANY ($1) ORDER BY created_at DESC, id DESC`,
      [caseIds],
    );
    const views = new Map<string, MessageView[]>(caseIds.map((id) => [id, []]));
    for (const { caseId, made, ...view } of rows) {
      views.get(caseId)?.push({ ...view, at: made.toISOString() });
    }
    return views;
  };
}

/** A receipt and the answer with its id may come at once; whoever is second must see the first. */
function lockIds(tx: Tx, providerIds: readonly string[]): void {
  for (const id of [...providerIds].sort()) {
    tx.send(`SELECT pg_advisory_xact_lock(hashtextextended('sms:' || $1, 0))`, [id]);
  }
}
