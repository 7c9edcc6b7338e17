export { AlertFates, type AlertFate } from './alert-fates.js';
export { Intake, type Received } from './intake.js';
export * from './intake.module.js';
export { Placement } from './place-alert.js';
export { fieldError, type Flaw } from './reasons.js';
export { MANUAL_SOURCE, Sources, type NewSource, type Source } from './sources.js';
