import { rawEnv } from '#platform';
import { matrix } from './matrix.js';
import { SHORT_FORM } from './scenarios.js';

/** What of the matrix runs with every `npm test`; docs/faults.md has the rest. */
matrix(SHORT_FORM, { seed: rawEnv('FAULTS_SEED') ?? '1', full: false });
