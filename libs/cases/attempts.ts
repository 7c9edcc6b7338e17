import { Injectable } from '@nestjs/common';
import type { AttemptInput } from '#contracts';
import type { AttemptKind, Outcome, PersuasionGate } from '#escalation';
import { DeskError, KeyRing, type Tx } from '#platform';
import { Cases, type Actor } from './cases.js';
import { endOwnCall } from './own-call.js';

/** Longest a client's clock may be ahead of the desk's. */
const SKEW_MS = 5_000;

/**
 * Contacts in which dissuasion was given to somebody whose identity was checked (domain.md section 7). A follow-up asks
 * how things went; it is an attempt, not another persuasion.
 */
const COUNTED_OUTCOMES: readonly Outcome[] = ['persuaded_phone', 'persuaded_visit', 'wavering', 'denies'];
const CONTACT_KINDS: readonly AttemptKind[] = ['call', 'inbound_call', 'visit'];

export interface AttemptRecord {
  repeated: boolean;
  /** Whether it is today's persuasion of this case. */
  counted: boolean;
}

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
   * @throws DeskError not_found, case_ended, gate_incomplete, invalid (field named), conflict (id used elsewhere)
   */
  async record(tx: Tx, caseId: string, input: AttemptInput, actor: Actor): Promise<AttemptRecord> {
    const held = await this.cases.lock(tx, caseId);
    const [known] = await tx.query<{ case_id: string; counted: boolean }>(
      `SELECT case_id, counted_on IS NOT NULL AS counted FROM attempt WHERE id = $1`,
      [input.attemptId],
    );
    if (known) {
      if (known.case_id !== caseId)
        throw invalid('attemptId', 'conflict', 'this id belongs to an attempt of another case');
      return { repeated: true, counted: known.counted };
    }
    const startedAt = timeOf('startedAt', input.startedAt);
    const endedAt = timeOf('endedAt', input.endedAt) ?? held.now;
    if (endedAt > held.now + SKEW_MS) throw invalid('endedAt', 'in_future', 'lies in the future');
    if (startedAt !== null && startedAt > endedAt)
      throw invalid('startedAt', 'after_end', 'lies after endedAt');
    const gate = gateOf(input);

    const busyIsForeign = input.outcome !== 'busy' || !(await this.oursIsUp(tx, held.personId, actor.id));
    await this.cases.step(
      tx,
      held,
      {
        type: 'attempt',
        attemptId: input.attemptId,
        kind: input.kind,
        outcome: input.outcome,
        by: actor.id,
        ...(input.rungId === undefined ? {} : { rungId: input.rungId }),
        ...(gate === undefined ? {} : { gate }),
        busyIsForeign,
      },
      actor.id,
    );
    const [row] = await tx.query<{ counted: boolean }>(
      `INSERT INTO attempt (id, case_id, person_id, kind, rung_id, outcome, by, started_at, ended_at, recorded_at, gate,
              note_sealed, counted_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000), to_timestamp($9::float8 / 1000),
               to_timestamp($10::float8 / 1000), $11, $12,
               (SELECT day FROM (SELECT (to_timestamp($9::float8 / 1000) AT TIME ZONE 'Asia/Shanghai')::date AS day) d
                 WHERE $13 AND NOT EXISTS (SELECT 1 FROM attempt WHERE case_id = $2 AND counted_on = d.day)))
       RETURNING counted_on IS NOT NULL AS counted`,
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
        input.gate ? JSON.stringify(input.gate) : null,
        input.note ? this.keys.seal('note', input.note, input.attemptId) : null,
        isPersuasion(input),
      ],
    );
    // Whoever reports how it went is no longer on the phone.
    if (actor.id !== null && held.snapshot.lease?.callUntil) await endOwnCall(tx, caseId, actor.id);
    return { repeated: false, counted: row!.counted };
  }

  /** Whether a call of ours to this person, by somebody else or the robot, is up: then "busy" says nothing. */
  private async oursIsUp(tx: Tx, personId: string, by: string | null): Promise<boolean> {
    const [row] = await tx.query(
      `SELECT 1 FROM officer_call WHERE person_id = $1 AND ended_at IS NULL AND ends_by > holdline_now()
          AND by IS DISTINCT FROM $2`,
      [personId, by],
    );
    return row !== undefined;
  }
}

/** Whether an attempt is a persuasion in the sense of domain.md section 7. */
export function isPersuasion(input: AttemptInput): boolean {
  return (
    CONTACT_KINDS.includes(input.kind) &&
    COUNTED_OUTCOMES.includes(input.outcome) &&
    new Set(input.gate?.identityFacts ?? []).size >= 2
  );
}

function gateOf(input: AttemptInput): PersuasionGate | undefined {
  if (!input.gate) return undefined;
  const followUpAt = timeOf('gate.followUpAt', input.gate.followUpAt);
  if (followUpAt === null) throw invalid('gate.followUpAt', 'missing', 'is needed');
  return { ...input.gate, followUpAt };
}

function timeOf(field: string, value: string | undefined): number | null {
  if (value === undefined) return null;
  const at = Date.parse(value);
  if (Number.isNaN(at)) throw invalid(field, 'not_a_time', 'is not an RFC 3339 time');
  return at;
}

function invalid(field: string, code: string, message: string): DeskError {
  return new DeskError(code === 'conflict' ? 'conflict' : 'invalid', `${field} ${message}`, [
    { field, code, message },
  ]);
}
