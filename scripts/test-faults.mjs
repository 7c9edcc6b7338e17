/**
 * `npm run test:faults -- [--seed S] [--only name]`: each fault of the matrix against running processes
 * (docs/faults.md). A run without a seed makes one up and prints it. Exits with 1 when anything was lost or doubled.
 */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { installIfNeeded } from './install.mjs';
import { conclude, runJest } from './jest.mjs';

await installIfNeeded();
const { values } = parseArgs({ options: { seed: { type: 'string' }, only: { type: 'string' } } });
process.env.FAULTS_SEED = values.seed ?? randomBytes(4).toString('hex');
process.env.FAULTS_ONLY = values.only ?? '';
conclude(await runJest(['--config', 'jest.faults.config.mjs', '--runInBand']));
