export { INSTITUTIONS, type Institution } from './countermeasure.policy.js';
export * from './countermeasure.state.js';
export { Countermeasures, type Proposal, type Request } from './countermeasures.js';
export * from './countermeasures.module.js';
export { InstitutionGateway } from './institution.gateway.js';
export { InstitutionWord, type InstitutionStatus } from './institution-word.js';
export * from './legal-basis.js';
