import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Attempts, Cases, SYSTEM } from '#cases';
import type { Outcome } from '#escalation';
import { People } from '#people';
import { Database, KeyRing, LOGGER, type Tx } from '#platform';
import { unlessEnded } from './ladder-effect.js';
import { Messages } from './message.store.js';
import type { IncomingSms, SmsListener, SmsReceipt } from './sms.channel.js';
import { RELATIVE_DIGITS, type RelativeDigit } from './templates.js';

interface Ask {
  id: string;
  /** The case that looks after it: the ask's own, or the one that was merged into. */
  case_id: string;
  /** Null when that is another case, whose rungs are its own. */
  rung_id: string | null;
  relative_id: string;
  /** Nothing was answered yet. */
  open: boolean;
  /** Its case has ended. */
  over: boolean;
}

/** What each digit of a relative says, as state of the ask and outcome of the attempt. */
const ANSWERS: Readonly<Record<RelativeDigit, { state: string; outcome: Outcome; alarm: string | null }>> = {
  '1': { state: 'with_person', outcome: 'relative_custody', alarm: null },
  '2': { state: 'unreachable', outcome: 'no_answer', alarm: 'relative_cannot_reach' },
  '3': { state: 'worried', outcome: 'wavering', alarm: 'relative_worried' },
};

/**
 * The digit that a reply consists of, full-width, quoted or with a full stop too; null when it says anything besides:
 * "1点半再打给我" is no answer.
 */
export function digitOf(text: string): RelativeDigit | null {
  const found = /^[\s"'“”‘’]*([1-3])[\s"'“”‘’.。,、!]*$/.exec(text.normalize('NFKC'))?.[1];
  return RELATIVE_DIGITS.find((digit) => digit === found) ?? null;
}

/** Receipts and replies as they come in; each is durable before the SMS centre hears that we have it. */
@Injectable()
export class SmsReplies implements SmsListener {
  constructor(
    private readonly db: Database,
    private readonly people: People,
    private readonly cases: Cases,
    private readonly attempts: Attempts,
    private readonly keys: KeyRing,
    private readonly messages: Messages,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  receipt(receipt: SmsReceipt): Promise<void> {
    return this.messages.receipt(receipt);
  }

  async reply({ from, text }: IncomingSms): Promise<void> {
    const persons = await this.people.personByPhone(from);
    // Nobody speaks for themself as a relative, whatever number was entered.
    const relatives = (await this.people.relativeByPhone(from))
      .filter((one) => !persons.includes(one.personId))
      .map((one) => one.relativeId);
    const digit = digitOf(text);
    await this.db.transaction(async (tx) => {
      const ask = await this.newestAsk(tx, relatives);
      if (ask) {
        // First of all, so that the foreign keys of what follows cannot cross another transaction on the case.
        await this.cases.lock(tx, ask.case_id);
        await this.keep(tx, {
          caseId: ask.case_id,
          fromKind: 'relative',
          relativeId: ask.relative_id,
          digit,
          text,
        });
        return ask.over ? undefined : this.answer(tx, ask, digit);
      }
      const caseId = await this.liveCaseOf(tx, persons);
      await this.keep(tx, { caseId, fromKind: caseId ? 'person' : 'unknown', relativeId: null, digit, text });
      if (caseId) this.cases.appendEvent(tx, caseId, 'person_replied', { digit });
      else this.log.warn('a short message came from a number that is in no live case');
    });
  }

  /** What this number was asked last, whether answered or not, since people change their mind. */
  private async newestAsk(tx: Tx, relatives: string[]): Promise<Ask | null> {
    const [ask] = await tx.query<Ask & Record<string, unknown>>(
      `SELECT a.id, c.id AS case_id, CASE WHEN c.id = a.case_id THEN a.rung_id END AS rung_id, a.relative_id,
              a.state = 'asked' AS open, c.state = 'ended' AS over
         FROM relative_ask a JOIN desk_case o ON o.id = a.case_id
         JOIN desk_case c ON c.id = coalesce(o.merged_into, o.id)
        WHERE a.relative_id = ANY ($1) ORDER BY a.asked_at DESC, a.id DESC LIMIT 1`,
      [relatives],
    );
    return ask ?? null;
  }

  /**
   * 1: they are with the person, who is in their care. 2 and 3: the supervisor hears of it, and 3 contradicts a person
   * who says that all is well, which raises the tier. A changed answer counts again, a doubled one does not. What is no
   * digit decides nothing; somebody is to call them back.
   */
  private async answer(tx: Tx, ask: Ask, digit: RelativeDigit | null): Promise<void> {
    if (digit === null) {
      this.alarm(tx, ask, 'relative_unclear');
      return this.cases.appendEvent(tx, ask.case_id, 'relative_replied', {
        relativeId: ask.relative_id,
        digit,
      });
    }
    const { state, outcome, alarm } = ANSWERS[digit];
    const [changed] = await tx.query(
      `UPDATE relative_ask SET state = $2, digit = $3, answered_at = holdline_now()
        WHERE id = $1 AND state <> $2 RETURNING id`,
      [ask.id, state, digit],
    );
    if (!changed) return;
    await this.people.relativeAsked(tx, ask.relative_id, digit === '1' ? 'with_person' : 'worried');
    this.cases.appendEvent(tx, ask.case_id, 'relative_replied', { relativeId: ask.relative_id, digit });
    if (alarm !== null) this.alarm(tx, ask, alarm);
    await unlessEnded(async () => {
      await this.attempts.record(
        tx,
        ask.case_id,
        {
          ...{ attemptId: ask.open ? ask.id : randomUUID(), kind: 'relative', outcome },
          ...(ask.rung_id === null ? {} : { rungId: ask.rung_id }),
        },
        SYSTEM,
      );
      if (digit === '3') {
        await this.cases.apply(
          tx,
          ask.case_id,
          { type: 'raised', cause: 'relative_contradicts', by: null },
          SYSTEM,
        );
      }
    });
  }

  private alarm(tx: Tx, ask: Ask, code: string): void {
    this.cases.raiseAlarm(tx, { caseId: ask.case_id, rungId: ask.rung_id, code, key: `${ask.id}:${code}` });
  }

  private async liveCaseOf(tx: Tx, persons: string[]): Promise<string | null> {
    const [row] = await tx.query<{ id: string }>(
      `SELECT c.id FROM desk_case o JOIN desk_case c ON c.id = coalesce(o.merged_into, o.id)
        WHERE o.person_id = ANY ($1) AND c.state <> 'ended' ORDER BY o.received_at DESC LIMIT 1`,
      [persons],
    );
    return row?.id ?? null;
  }

  private async keep(
    tx: Tx,
    reply: {
      caseId: string | null;
      fromKind: 'person' | 'relative' | 'unknown';
      relativeId: string | null;
      digit: string | null;
      text: string;
    },
  ): Promise<void> {
    const id = randomUUID();
    tx.send(
      `INSERT INTO sms_reply (id, case_id, from_kind, relative_id, digit, text_sealed) VALUES ($1, $2, $3, $4, $5, $6)`,
      [
        id,
        reply.caseId,
        reply.fromKind,
        reply.relativeId,
        reply.digit,
        this.keys.seal('note', reply.text, id),
      ],
    );
  }
}
