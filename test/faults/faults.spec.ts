import { rawEnv } from '#platform';
import { matrix } from './matrix.js';
import { SCENARIOS } from './scenarios.js';

const only = rawEnv('FAULTS_ONLY');
const named = SCENARIOS.filter(({ name }) => name === only);
const chosen = named.length > 0 ? named : SCENARIOS.filter(({ name }) => name.includes(only ?? ''));

/** `npm run test:faults`: all of the matrix, by the seed that scripts/test-faults.mjs gives or makes up. */
matrix(chosen, {
  seed: rawEnv('FAULTS_SEED') ?? '1',
  full: true,
});
