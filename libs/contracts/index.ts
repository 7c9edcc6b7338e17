export * from './accounts.js';
export * from './alerts.js';
export * from './audit.js';
export * from './cases.js';
export * from './event-kinds.js';
export * from './findings.js';
export * from './live.js';
export * from './outbox-kinds.js';
export * from './playbooks.js';
export * from './problem.js';
export * from './reports.js';
export * from './roles.js';
export * from './session.js';

/** Words of the engine for those who may not import it. */
export type { CaseRef, PersonFlag } from '#escalation';
