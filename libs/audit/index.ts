export * from './audit-anchor.js';
export * from './audit-sealer.js';
export * from './audit-verifier.js';
export * from './audit.js';
export * from './audit.module.js';
