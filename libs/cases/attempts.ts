import { Injectable } from '@nestjs/common';
import type { AttemptInput } from '#contracts';
import { leaseEnd, type EngineInput } from '#escalation';
import { DeskError, KeyRing, type Tx } from '#platform';
import { checkAttempt } from './attempt-input.js';
import { Cases, type Actor } from './cases.js';
import { anotherCallIsUp } from './live-call.js';
import { endOwnCall, hangUp } from './own-call.js';

/** Contact attempts: appended, never edited; the client's id makes a resend harmless. */
@Injectable()
export class Attempts {
  constructor(
    private readonly cases: Cases,
    private readonly keys: KeyRing,
  ) {}

  /**
   * Records one attempt and lets the ladder react, in the caller's transaction.
   *
   * @returns whether it was recorded before: then nothing happens twice.
   * @throws DeskError not_found, case_ended, gate_incomplete, invalid (field named), conflict (id of another attempt)
   */
  async record(tx: Tx, caseId: string, input: AttemptInput, actor: Actor): Promise<{ repeated: boolean }> {
    // Both at once on the wire; the second is answered when the first has its lock.
    const [held, [known]] = await Promise.all([
      this.cases.lock(tx, caseId),
      tx.query<{ same: boolean }>(
        `SELECT (case_id, kind, outcome) = ($2, $3, $4) AND by IS NOT DISTINCT FROM $5 AS same
           FROM attempt WHERE id = $1`,
        [input.attemptId, caseId, input.kind, input.outcome, actor.id],
      ),
    ]);
    if (known) {
      if (!known.same) throw usedElsewhere();
      return { repeated: true };
    }
    const { startedAt, endedAt, gate, persuasion } = checkAttempt(input, held);

    // The line may be busy because of us.
    const busyIsForeign =
      input.outcome !== 'busy' || !(await anotherCallIsUp(tx, held.personId, { by: actor.id }));
    const attempt: EngineInput = {
      type: 'attempt',
      attemptId: input.attemptId,
      kind: input.kind,
      outcome: input.outcome,
      by: actor.id,
      ...(input.rungId === undefined ? {} : { rungId: input.rungId }),
      ...(gate === undefined ? {} : { gate }),
      busyIsForeign,
    };
    const { lease } = held.snapshot;
    const released = input.handBack === true && actor.id !== null && lease?.by === actor.id;
    const inputs: EngineInput[] = released ? [attempt, { type: 'released', by: actor.id! }] : [attempt];
    // A lease that is over but not swept yet would lapse with the attempt; whoever hands it back has not left it.
    if (released && leaseEnd(lease!) <= held.now) inputs.reverse();
    this.cases.step(tx, held, inputs, actor.id);
    tx.send(
      `INSERT INTO attempt (id, case_id, person_id, kind, rung_id, outcome, by, started_at, ended_at, recorded_at, gate,
              note_sealed, counted_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000), to_timestamp($9::float8 / 1000),
               to_timestamp($10::float8 / 1000), $11, $12,
               (SELECT day FROM (SELECT (to_timestamp($9::float8 / 1000) AT TIME ZONE 'Asia/Shanghai')::date AS day) d
                 WHERE $13 AND NOT EXISTS (SELECT 1 FROM attempt WHERE case_id = $2 AND counted_on = d.day)))`,
      [
        input.attemptId,
        caseId,
        held.personId,
        input.kind,
        input.rungId ?? null,
        input.outcome,
        actor.id,
        startedAt,
        endedAt,
        held.now,
        input.gate && gate ? JSON.stringify({ ...input.gate, identityFacts: gate.identityFacts }) : null,
        input.note ? this.keys.seal('note', input.note, input.attemptId) : null,
        persuasion,
      ],
      idTaken,
    );
    // Whoever reports how it went is no longer on the phone.
    if (actor.id !== null && lease?.callUntil) (released ? hangUp : endOwnCall)(tx, caseId, actor.id);
    return { repeated: false };
  }
}

/** The same id for something else: another case, or another word on this one; what was said first stands. */
function usedElsewhere(): DeskError {
  const message = 'belongs to another attempt';
  return new DeskError('conflict', `attemptId ${message}`, [
    { field: 'attemptId', code: 'conflict', message },
  ]);
}

/** The same id on two cases at once: the row lock of neither case shows the other's attempt. */
function idTaken(error: Error & { code?: string; constraint?: string }): never {
  throw error.code === '23505' && error.constraint === 'attempt_pkey' ? usedElsewhere() : error;
}
