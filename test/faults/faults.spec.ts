import { rawEnv } from '#platform';
import { matrix } from './matrix.js';
import { LANES } from './scenarios.js';

/** A scenario's name, or part of some. */
const only = rawEnv('FAULTS_ONLY') ?? '';
const isNamed = LANES.flat().some(({ name }) => name === only);

/** `npm run test:faults`: all of the matrix, by the seed that scripts/test-faults.mjs gives or makes up. */
matrix(
  LANES.map((lane) => lane.filter(({ name }) => (isNamed ? name === only : name.includes(only)))),
  { seed: rawEnv('FAULTS_SEED') ?? '1', full: true },
);
