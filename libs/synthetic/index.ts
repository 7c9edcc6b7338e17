export { createRng, type Rng } from './rng.js';
export { checkCharacter, syntheticIdNumber } from './identity-number.js';
export { shanghaiParts, shanghaiTime } from './local-time.js';
export { CITY, STATIONS, STREETS } from './names.js';
export * from './synthetic-person.js';
export * from './synthetic-alert.js';
export {
  FRAUD_TYPE_WEIGHTS,
  describeFraud,
  type SyntheticFraudType,
  type SyntheticSignal,
} from './fraud-scripts.js';
export * from './alert-file.js';
export { excelSerial } from './file-mangling.js';
export * from './rhythm.js';
