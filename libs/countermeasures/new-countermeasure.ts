import type { CountermeasureKind, CountermeasureTarget } from '#escalation';
import { institutionOf } from './countermeasure.policy.js';
import type { CountermeasureRow } from './countermeasure.row.js';

/** Bank cards, payment accounts (which may be a mail address or a phone). */
const ACCOUNT = /^[0-9A-Z][0-9A-Z@._+]{3,63}$/;

/** The form of an account that is sent and indexed: no spaces or dashes, upper case. Null for what is none. */
export function readAccount(raw: string): string | null {
  const account = raw
    .normalize('NFKC')
    .replace(/[\s-]+/gu, '')
    .toUpperCase();
  return ACCOUNT.test(account) ? account : null;
}

/** A request about which nothing is known yet. */
export function emptyRow(
  id: string,
  documentNo: string,
  caseId: string,
  kind: CountermeasureKind,
  target: CountermeasureTarget,
  now: number,
): CountermeasureRow {
  const at = new Date(now);
  return {
    id,
    document_no: documentNo,
    case_id: caseId,
    kind,
    target,
    institution: institutionOf(target),
    target_sealed: null,
    target_index: null,
    statement_sealed: Buffer.alloc(0),
    duration_s: null,
    state: 'drafted',
    version: 1,
    unknown: false,
    occasion: 'paid',
    draft_key: null,
    proposed_by: null,
    decided_by: null,
    proposed_no: null,
    decided_no: null,
    decided_rank: null,
    institution_ref: null,
    release_reason: null,
    release_tries: 0,
    clock_from: at,
    approve_by: null,
    send_by: null,
    acknowledge_by: null,
    alarmed: [],
    decided_at: null,
    sent_at: null,
    acknowledged_at: null,
    in_force_at: null,
    ends_at: null,
    release_asked_at: null,
    released_at: null,
    poll_at: null,
    created_at: at,
  };
}
