import type { EngineEvent } from '#escalation';
import type { CountermeasureState, MessageView, VisitState } from './cases.js';

/** Every kind of row of the feed. What an event of it tells is its `data`: keys and numbers, never personal data. */
export type EventKind =
  | EngineEvent['kind']
  | 'edited'
  | 'revealed'
  | 'call_started'
  | 'robot_call_ended'
  | 'inbound_call'
  | 'person_replied'
  | 'relative_added'
  | 'relative_replied'
  | `message_${MessageView['state']}`
  | `visit_${VisitState}`
  | `countermeasure_${CountermeasureState | 'proposed'}`
  | 'alert_revised'
  | 'alert_moved'
  | 'alarm'
  | 'alarm_acknowledged'
  | 'alarm_cleared'
  | 'quarantine_overdue'
  | 'quarantine_dismissed'
  | 'source_silent';
