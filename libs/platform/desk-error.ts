import type { FieldError } from '#contracts';

/**
 * Codes of everything that may go wrong for a reason the caller can act on. The edge maps them: to HTTP in the api's
 * problem filter, to retry or not in the worker.
 */
export const DESK_ERRORS = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  claimed_by_other: 409,
  case_ended: 409,
  wrong_state: 409,
  too_many_cases: 409,
  gone: 410,
  version_mismatch: 412,
  precondition_required: 428,
  too_large: 413,
  unsupported_file: 415,
  invalid: 422,
  gate_incomplete: 422,
  second_person_needed: 403,
  too_many_requests: 429,
  locked_out: 429,
  unavailable: 503,
} as const;
export type DeskErrorCode = keyof typeof DESK_ERRORS;

/** A failure with a code, and the fields at fault. Its message never holds personal data. */
export class DeskError extends Error {
  constructor(
    readonly code: DeskErrorCode,
    message: string,
    readonly errors: FieldError[] = [],
    /** What stands all the same: with version_mismatch the current copy. */
    readonly current?: unknown,
  ) {
    super(message);
    this.name = 'DeskError';
  }

  /** HTTP status of the code. */
  get status(): number {
    return DESK_ERRORS[this.code];
  }
}
