import { ROLES, type Role } from '#contracts';

/** Who asks: a role, or nobody who is signed in. */
export type Asker = Role | 'anonymous';

const everybody = ROLES.filter((role) => role !== 'source');
const desk = ['duty_officer', 'supervisor'] as const;
const administrators = ['system_admin', 'security_admin'] as const;

/**
 * Who may do what: one line per action, and every route and socket event names one (default deny). It follows the
 * duties of domain.md section 6; what depends on more than the role (own visits only, not one's own proposal, sworn)
 * is checked by the use case. `source` signs in by token, `anonymous` needs nothing: only these may be `Public()`.
 */
export const PERMISSIONS = {
  'health.read': ['anonymous'],
  'metrics.read': ['anonymous'],

  // Once, with the link that the first start prints.
  'setup.first_admin': ['anonymous'],

  'session.open': ['anonymous', ...everybody],
  'session.read': everybody,
  'session.close': everybody,
  'session.password': everybody,

  // Whose accounts each administers: libs/identity/administration.ts.
  'accounts.read': administrators,
  'accounts.create': administrators,
  'accounts.disable': administrators,
  'accounts.password': administrators,

  // The live queue and the work on a case.
  'queue.read': desk,
  'queue.next': desk,
  'cases.read': [...desk, 'approver'],
  'cases.search': desk,
  'cases.edit': desk,
  'cases.claim': desk,
  'cases.heartbeat': desk,
  'cases.release': desk,
  'cases.take_over': ['supervisor'],
  'cases.attempt': desk,
  'cases.call': desk,
  'cases.reveal': desk,
  'cases.rung_done': desk,
  'cases.waive': ['supervisor'],
  // An officer: what they hold; more of it in libs/cases/merging.ts.
  'cases.merge': desk,
  'cases.unmerge': desk,
  'cases.confirm': ['supervisor'],
  'cases.raise': ['supervisor'],
  'cases.agree': ['supervisor'],
  'cases.pause': ['supervisor'],
  // An attempt with this outcome, on a low case.
  'cases.expire': ['supervisor'],
  'cases.release_hold': ['supervisor'],
  'cases.relative': desk,

  // Entered by hand, and calls that come in.
  'alerts.manual': desk,
  'inbound_calls.take': desk,

  // Intake. Sources see the fate of their own alerts only.
  'alerts.send': ['source'],
  'alerts.import': ['source', 'supervisor'],
  'alerts.fate': ['source'],
  'quarantine.read': ['supervisor'],
  'quarantine.reveal': ['supervisor'],
  'quarantine.resubmit': ['supervisor'],
  'quarantine.dismiss': ['supervisor'],

  // What every case's ladder is: drafted by one, published by another.
  'playbooks.read': [...desk, 'approver', 'auditor'],
  'playbooks.draft': ['supervisor'],
  'playbooks.publish': ['supervisor'],

  'alarms.read': desk,
  'alarms.acknowledge': ['supervisor'],

  // Visits. Field officers: their own only; the task holds the address, while it lasts. Grid workers have no action
  // of their own yet: no visit is theirs before a station can hand one on to them.
  'visits.dispatch': desk,
  'visits.read': [...desk, 'field_officer'],
  'visits.task': ['field_officer'],
  'visits.accept': ['field_officer'],
  'visits.refuse': ['field_officer'],
  'visits.arrive': ['field_officer'],
  'visits.report': ['field_officer'],

  // Countermeasures: four eyes. A supervisor approves only if sworn; nobody their own proposal.
  'countermeasures.read': [...desk, 'approver', 'appeals_officer'],
  'countermeasures.propose': desk,
  'countermeasures.approve': ['supervisor', 'approver'],
  'countermeasures.reject': ['supervisor', 'approver'],
  'countermeasures.withdraw': desk,
  'countermeasures.release': ['supervisor', 'approver'],

  // The feed and the socket; each event is told to those whom event-permissions.ts names.
  'events.read': [...desk, 'approver'],
  'live.connect': [...desk, 'approver'],
  'live.viewing': desk,

  'reports.today': [...desk, 'approver'],
  'reports.daily': ['supervisor'],
  'reports.cases': ['supervisor'],

  // Signed by the gateway (Standard Webhooks); the handler checks the signature.
  'callbacks.voice': ['anonymous'],
  'callbacks.institution': ['anonymous'],

  'audit.read': ['auditor'],
  'audit.verify': ['auditor'],
} as const satisfies Record<string, readonly Asker[]>;

export type ActionName = keyof typeof PERMISSIONS;

export const ACTIONS = Object.keys(PERMISSIONS) as ActionName[];

/** Whether the table lets `asker` do `action`. */
export function may(asker: Asker, action: ActionName): boolean {
  const row: readonly Asker[] = PERMISSIONS[action];
  return row.includes(asker);
}

/** Every action of a role, for `SessionView.actions`. */
export function actionsOf(asker: Asker): ActionName[] {
  return ACTIONS.filter((action) => may(asker, action));
}

/** Whether a route of this action may stand open to requests without a session. */
export function mayBePublic(action: ActionName): boolean {
  return may('anonymous', action) || may('source', action);
}
