import { ROLES } from '#contracts';
import { ACTIONS, actionsOf, may, mayBePublic, type ActionName, type Asker } from './permission-table.js';

const own: ActionName[] = ['session.open', 'session.read', 'session.close', 'session.password'];

const accounts: ActionName[] = ['accounts.read', 'accounts.create', 'accounts.disable', 'accounts.password'];

const deskWork: ActionName[] = [
  ...own,
  'queue.read',
  'queue.next',
  'cases.read',
  'cases.search',
  'cases.edit',
  'cases.claim',
  'cases.heartbeat',
  'cases.release',
  'cases.merge',
  'cases.unmerge',
  'cases.attempt',
  'cases.call',
  'cases.reveal',
  'cases.rung_done',
  'cases.relative',
  'alerts.manual',
  'inbound_calls.take',
  'alarms.read',
  'visits.dispatch',
  'visits.read',
  'countermeasures.read',
  'countermeasures.propose',
  'countermeasures.withdraw',
  'events.read',
  'live.connect',
  'live.viewing',
  'reports.today',
];

/**
 * The duties of domain.md section 6, written a second time from the roles' side: a change of the table has to be made
 * on purpose in both.
 */
const DUTIES: Record<Asker, { duty: string; actions: ActionName[] }> = {
  anonymous: {
    duty: 'signs in, probes health, calls back with a signature, uses the link of the first start',
    actions: [
      'health.read',
      'metrics.read',
      'session.open',
      'setup.first_admin',
      'callbacks.voice',
      'callbacks.institution',
    ],
  },
  duty_officer: { duty: 'claim, call, SMS, record, propose a countermeasure', actions: deskWork },
  supervisor: {
    duty: 'all of that for the shift; take over, waive, confirm, raise, import, quarantine, approve if sworn',
    actions: [
      ...deskWork,
      'cases.take_over',
      'cases.waive',
      'cases.confirm',
      'cases.raise',
      'cases.agree',
      'cases.pause',
      'cases.expire',
      'cases.release_hold',
      'alerts.import',
      'quarantine.read',
      'quarantine.reveal',
      'quarantine.resubmit',
      'quarantine.dismiss',
      'alarms.acknowledge',
      'countermeasures.approve',
      'countermeasures.reject',
      'countermeasures.release',
      'reports.daily',
      'reports.cases',
    ],
  },
  approver: {
    duty: 'approve, reject, release; sees the case a request is about, works none',
    actions: [
      ...own,
      'cases.read',
      'countermeasures.read',
      'countermeasures.approve',
      'countermeasures.reject',
      'countermeasures.release',
      'events.read',
      'live.connect',
      'reports.today',
    ],
  },
  field_officer: {
    duty: 'see and work their own visits',
    actions: [
      ...own,
      'visits.read',
      'visits.task',
      'visits.accept',
      'visits.refuse',
      'visits.arrive',
      'visits.report',
    ],
  },
  grid_worker: {
    duty: 'address and task of their own visit only; no visit is handed on to them yet',
    actions: own,
  },
  appeals_officer: { duty: 'sees the requests appealed against', actions: [...own, 'countermeasures.read'] },
  auditor: {
    duty: 'read the audit trail, verify it; no case work',
    actions: [...own, 'audit.read', 'audit.verify'],
  },
  system_admin: {
    duty: 'settings, accounts of security administrators; no case data',
    actions: [...own, ...accounts],
  },
  security_admin: { duty: 'accounts and keys; no case data', actions: [...own, ...accounts] },
  source: {
    duty: 'send alerts, read the fate of its own',
    actions: ['alerts.send', 'alerts.import', 'alerts.fate'],
  },
};

describe('the permission table', () => {
  it('has a duty written down for every role', () => {
    expect(Object.keys(DUTIES).sort()).toEqual([...ROLES, 'anonymous'].sort());
  });

  it.each(Object.entries(DUTIES))('gives %s exactly its duties', (asker, { actions }) => {
    expect(actionsOf(asker as Asker).sort()).toEqual([...actions].sort());
  });

  it('leaves no action to nobody', () => {
    const askers = [...ROLES, 'anonymous'] as const;
    expect(ACTIONS.filter((action) => !askers.some((asker) => may(asker, action)))).toEqual([]);
  });

  it('opens to requests without a session only what needs none or has a credential of its own', () => {
    expect(ACTIONS.filter(mayBePublic).sort()).toEqual(
      [
        'alerts.fate',
        'alerts.import',
        'alerts.send',
        'callbacks.institution',
        'callbacks.voice',
        'health.read',
        'metrics.read',
        'session.open',
        'setup.first_admin',
      ].sort(),
    );
  });

  it('lets nobody who administers or audits reach a case', () => {
    const caseData =
      /^(queue|cases|alerts|inbound_calls|quarantine|alarms|visits|countermeasures|events|live|reports)\./;
    for (const role of ['auditor', 'system_admin', 'security_admin'] as const) {
      expect(actionsOf(role).filter((action) => caseData.test(action))).toEqual([]);
    }
  });
});
