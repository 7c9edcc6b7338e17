import { Injectable } from '@nestjs/common';
import { Attempts, Cases, SYSTEM } from '#cases';
import type { Outcome } from '#escalation';
import { Database, DeskError } from '#platform';
import { unlessEnded } from './ladder-effect.js';

export const CALL_RESULTS = [
  'human',
  'machine',
  'no_answer',
  'busy',
  'rejected',
  'phone_off',
  'invalid_number',
  'forwarded',
] as const;
export type CallResult = (typeof CALL_RESULTS)[number];

/** One status of a call as the gateway tells it; several come, in any order, at least once each. */
export interface CallStatus {
  callId: string;
  status: 'queued' | 'ringing' | 'answered' | 'completed';
  result?: CallResult;
  key?: string;
}

/**
 * What a robot call is worth. A robot identifies nobody and closes nothing (domain.md section 2): whoever presses a key
 * has heard the warning, and an officer calls to see who it was (`wavering` starts the officer's call in the low tier,
 * the visit above it). Who hangs up on it has not been reached by it; a machine is nobody.
 */
export function outcomeOf(result: CallResult, key: string | undefined): Outcome {
  switch (result) {
    case 'human':
      return key === undefined ? 'rejected' : 'wavering';
    case 'machine':
      return 'no_answer';
    case 'forwarded':
      return 'call_forward_suspected';
    default:
      return result;
  }
}

/** Takes the gateway's callbacks and turns the last of a call into an attempt, once. */
@Injectable()
export class RobotCallResults {
  constructor(
    private readonly db: Database,
    private readonly cases: Cases,
    private readonly attempts: Attempts,
  ) {}

  /** @throws DeskError not_found for a call that is not ours. */
  async take(told: CallStatus): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [call] = await tx.query<{ case_id: string; rung_id: string; attempt: number; state: string }>(
        `SELECT case_id, rung_id, attempt, state FROM robot_call WHERE id = $1 FOR UPDATE`,
        [told.callId],
      );
      if (!call) throw new DeskError('not_found', 'no such call');
      if (told.status !== 'completed' || told.result === undefined || call.state === 'ended') return;
      tx.send(
        `UPDATE robot_call SET state = 'ended', result = $2, key = $3, ended_at = holdline_now() WHERE id = $1`,
        [told.callId, told.result, told.key ?? null],
      );
      const { id: caseId } = await this.cases.lockKeeper(tx, call.case_id);
      this.cases.appendEvent(tx, caseId, 'robot_call_ended', {
        result: told.result,
        key: told.key ?? null,
        attempt: call.attempt,
      });
      await unlessEnded(() =>
        this.attempts.record(
          tx,
          caseId,
          {
            attemptId: told.callId,
            kind: 'robot_call',
            // Another case's rungs are its own.
            ...(caseId === call.case_id ? { rungId: call.rung_id } : {}),
            outcome: outcomeOf(told.result!, told.key),
          },
          SYSTEM,
        ),
      );
    });
  }
}
