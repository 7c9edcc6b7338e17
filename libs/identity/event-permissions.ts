import { ROLES, type EventKind, type Role } from '#contracts';
import { may, type ActionName } from './permission-table.js';

/**
 * What somebody must be allowed to do to hear of an event: one line per kind, and a kind without a line is heard by
 * nobody. Sockets and `GET /events` ask here, and nowhere else.
 */
const EVENT_ACTIONS: Record<EventKind, ActionName> = {
  case_opened: 'cases.read',
  alert_joined: 'cases.read',
  alert_revised: 'cases.read',
  alert_moved: 'cases.read',
  re_rung: 'cases.read',
  tier_raised: 'cases.read',
  claimed: 'cases.read',
  taken_over: 'cases.read',
  released: 'cases.read',
  lease_lapsed: 'cases.read',
  rung_started: 'cases.read',
  rung_done: 'cases.read',
  rung_skipped: 'cases.read',
  rung_cancelled: 'cases.read',
  rung_exhausted: 'cases.read',
  rung_failed: 'cases.read',
  rung_unknown: 'cases.read',
  attempt_recorded: 'cases.read',
  persuaded: 'cases.read',
  watched: 'cases.read',
  reopened: 'cases.read',
  confirmation_asked: 'cases.read',
  confirmed: 'cases.read',
  declined: 'cases.read',
  confirmation_dropped: 'cases.read',
  waived: 'cases.read',
  paused: 'cases.read',
  resumed: 'cases.read',
  merged: 'cases.read',
  took_in: 'cases.read',
  unmerged: 'cases.read',
  gave_back: 'cases.read',
  ended: 'cases.read',
  edited: 'cases.read',
  revealed: 'cases.read',
  call_started: 'cases.read',
  robot_call_ended: 'cases.read',
  inbound_call: 'cases.read',
  person_replied: 'cases.read',
  relative_added: 'cases.read',
  relative_replied: 'cases.read',
  message_pending: 'cases.read',
  message_sending: 'cases.read',
  message_sent: 'cases.read',
  message_delivered: 'cases.read',
  message_failed: 'cases.read',
  message_unknown: 'cases.read',
  visit_dispatched: 'cases.read',
  visit_accepted: 'cases.read',
  visit_refused: 'cases.read',
  visit_arrived: 'cases.read',
  visit_reported: 'cases.read',
  visit_cancelled: 'cases.read',

  countermeasure_proposed: 'countermeasures.read',
  countermeasure_drafted: 'countermeasures.read',
  countermeasure_awaiting_approval: 'countermeasures.read',
  countermeasure_approved: 'countermeasures.read',
  countermeasure_sent: 'countermeasures.read',
  countermeasure_acknowledged: 'countermeasures.read',
  countermeasure_in_force: 'countermeasures.read',
  countermeasure_expiring: 'countermeasures.read',
  countermeasure_released: 'countermeasures.read',
  countermeasure_rejected: 'countermeasures.read',
  countermeasure_failed: 'countermeasures.read',
  countermeasure_withdrawn: 'countermeasures.read',

  alarm_raised: 'alarms.read',
  alarm: 'alarms.read',
  alarm_acknowledged: 'alarms.read',
  alarm_cleared: 'alarms.read',

  quarantine_overdue: 'quarantine.read',
  quarantine_dismissed: 'quarantine.read',
  source_silent: 'quarantine.read',
};
const ACTION_OF = new Map<string, ActionName>(Object.entries(EVENT_ACTIONS));

/** Roles that hear the same events. */
export interface Audience {
  /** The actions that make it, so that it is the same in every process. */
  name: string;
  roles: readonly Role[];
  hears(kind: string): boolean;
}

/** Who hears the feed at all, by what they hear of it. */
export const AUDIENCES: readonly Audience[] = audiences();

/** Null for a role that hears nothing of the feed. */
export function audienceOf(role: Role): Audience | null {
  return AUDIENCES.find(({ roles }) => roles.includes(role)) ?? null;
}

function audiences(): Audience[] {
  const byName = new Map<string, Audience & { roles: Role[] }>();
  const needed = [...new Set(ACTION_OF.values())].sort();
  for (const role of ROLES.filter((one) => may(one, 'events.read'))) {
    const allowed = new Set(needed.filter((action) => may(role, action)));
    const name = [...allowed].join('+');
    const hears = (kind: string): boolean => {
      const action = ACTION_OF.get(kind);
      return action !== undefined && allowed.has(action);
    };
    const audience = byName.get(name) ?? { name, roles: [], hears };
    audience.roles.push(role);
    byName.set(name, audience);
  }
  return [...byName.values()];
}
