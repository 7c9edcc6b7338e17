import { shared } from './jest.config.mjs';

/** All of the fault matrix: `npm run test:faults`. */
export default {
  ...shared,
  displayName: 'faults',
  testMatch: ['<rootDir>/test/faults/faults.spec.ts'],
  globalSetup: '<rootDir>/test/faults/global-setup.mjs',
  maxWorkers: 1,
};
