import { shared } from './jest.config.mjs';

/** The stories of test/browser: `npm run test:browser`, which sees to the browser first. */
export default {
  ...shared,
  displayName: 'browser',
  testMatch: ['<rootDir>/test/browser/**/*.browser.spec.ts'],
  // A desk has to be built, started and seeded before the first page opens.
  testTimeout: 180_000,
  maxWorkers: 1,
};
