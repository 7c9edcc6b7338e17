import type { Need } from '#escalation';

/**
 * Everything that is done outside a transaction, by kind, with its payload: ids and keys only, never personal data.
 * Boot fails unless each kind has exactly one handler (design.md section 3).
 */
export interface OutboxPayloads {
  /** Place an accepted alert: match the person, open or join a case. */
  'intake.place': { alertId: string };
  /** Send one SMS of the ladder to the person. */
  'outreach.sms': { caseId: string; rungId: string; template: string };
  'outreach.robot_call': { caseId: string; rungId: string; attempt: number };
  'outreach.visit': { caseId: string; rungId: string; needs?: Need[] };
  'outreach.relative': { caseId: string; rungId: string };
  /** Send an approved request to its institution. */
  'countermeasures.send': { countermeasureId: string };
  /** Ask the institution to release one. */
  'countermeasures.release': { countermeasureId: string; reason: string };
  /** Draft a request for an officer to complete (after `paid`). */
  'countermeasures.draft': { caseId: string; countermeasure: string; target: string };
  /** Release everything in force on a case (persuaded, false alarm). */
  'countermeasures.release_case': { caseId: string; reason: string };
  /** Tell the person what was restricted and how to appeal. */
  'countermeasures.notice': { countermeasureId: string };
}

export type OutboxKind = keyof OutboxPayloads;

export const OUTBOX_KINDS: readonly OutboxKind[] = [
  'intake.place',
  'outreach.sms',
  'outreach.robot_call',
  'outreach.visit',
  'outreach.relative',
  'countermeasures.send',
  'countermeasures.release',
  'countermeasures.draft',
  'countermeasures.release_case',
  'countermeasures.notice',
];

/** BullMQ queues; critical work goes first in each. */
export const QUEUES = ['intake', 'timers', 'outreach', 'countermeasures', 'sources'] as const;
export type QueueName = (typeof QUEUES)[number];

/** A BullMQ job of the outbox and of the timers: "look now", ids only. */
export interface OutboxJob {
  kind: OutboxKind;
  outboxIds: string[];
}
export interface WakeJob {
  caseId: string;
  wakeNo: number;
}
