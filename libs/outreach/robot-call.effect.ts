import { Injectable, type OnModuleInit } from '@nestjs/common';
import { anotherCallIsUp, Cases } from '#cases';
import { People } from '#people';
import { Database, Outbox, type EffectResult, type OutboxRow, type Tx } from '#platform';
import { briefOf, stillWanted, tellCase } from './ladder-effect.js';
import { VoiceGatewayClient } from './voice.gateway.js';

/** 1: understood. 9: an officer, please. */
export const ROBOT_KEYS = ['1', '9'] as const;

/** Ringing and speech take less; a call of which nothing is heard any more is over by then. */
const LONGEST_S = 180;
/** How long the robot waits while an officer is on the line: who talks with a person needs no robot. */
const LINE_TAKEN_MS = 60_000;

/** What the robot says; it names no type of fraud, since it cannot know who listens. */
const SPEECH =
  '这里是反诈中心九六一一零。您近期可能接触到电信网络诈骗，请不要向陌生人转账，不要透露验证码，不要共享屏幕。' +
  '我们不会要求您转账。已了解请按1，需要民警与您联系请按9。';

/** Places a robot call through the voice gateway; what came of it arrives by callback (`robot-call.results.ts`). */
@Injectable()
export class RobotCallEffect implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly cases: Cases,
    private readonly people: People,
    private readonly gateway: VoiceGatewayClient,
  ) {}

  onModuleInit(): void {
    this.outbox.register('outreach.robot_call', {
      queue: 'outreach',
      repeat: 'safe',
      timeoutMs: 20_000,
      maxTries: 7,
      wanted: stillWanted,
      handle: (row) => this.place(row),
      settled: async (tx, row, result) => {
        tx.send(
          `UPDATE robot_call SET state = CASE $2 WHEN 'done' THEN 'placed' ELSE $2 END
            WHERE outbox_key = $1 AND state = 'placing'`,
          [row.key, result],
        );
        await tellCase(tx, this.cases, row, result);
      },
    });
  }

  private async place(row: OutboxRow<'outreach.robot_call'>): Promise<EffectResult> {
    const { caseId } = row.payload;
    const brief = await briefOf(this.db, caseId);
    const phone = brief && (await this.people.phone(brief.personId));
    if (!brief || phone === null) return { status: 'failed', code: 'no_phone' };
    const callId = await this.db.transaction((tx) => this.takeTheLine(tx, row));
    if (callId === null) return { status: 'retry', code: 'line_taken', afterMs: LINE_TAKEN_MS };
    return this.gateway.place({ callId, to: phone, text: SPEECH, keys: [...ROBOT_KEYS] });
  }

  /** The call's id, under which it is up from now on; null while another call of ours to the person is. */
  private async takeTheLine(tx: Tx, row: OutboxRow<'outreach.robot_call'>): Promise<string | null> {
    const { caseId, rungId, attempt } = row.payload;
    const [call] = await tx.query<{ id: string }>(
      `INSERT INTO robot_call (case_id, rung_id, attempt, outbox_key) VALUES ($1, $2, $3, $4)
       ON CONFLICT (outbox_key) DO UPDATE SET attempt = excluded.attempt RETURNING id`,
      [caseId, rungId, attempt, row.key],
    );
    const { personId } = await this.cases.lock(tx, caseId);
    const taken = await anotherCallIsUp(tx, personId, { by: null, key: row.key });
    await tx.query(
      `UPDATE robot_call SET ends_by = CASE WHEN $2 THEN NULL ELSE holdline_now() + make_interval(secs => $3) END
        WHERE id = $1`,
      [call!.id, taken, LONGEST_S],
    );
    return taken ? null : call!.id;
  }
}
