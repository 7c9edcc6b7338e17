/**
 * `npm run check`: format, lint, types, boundaries, generated files. Prints each step's time; exits with 1 and
 * the failed steps' output when one fails.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installIfNeeded } from './install.mjs';
import { root } from './root.mjs';
import { runSteps } from './steps.mjs';

/** Two at a time: the type checker and the typed lint rules fill one core each. */
const AT_ONCE = 2;

await installIfNeeded();
const bin = (name) => join(root, 'node_modules', '.bin', name);
const steps = [
  { name: 'lint', program: bin('eslint'), args: ['--max-warnings', '0', '.'] },
  { name: 'types of the server', program: bin('tsc'), args: ['--noEmit', '-p', 'tsconfig.json'] },
  {
    name: 'types of the console',
    program: bin('tsc'),
    args: ['--noEmit', '-p', 'apps/console/tsconfig.json'],
  },
  { name: 'format', program: bin('prettier'), args: ['--check', '--log-level', 'warn', '.'] },
  {
    name: 'boundaries',
    program: bin('depcruise'),
    args: ['--config', '.dependency-cruiser.cjs', '--output-type', 'err-long', 'libs', 'apps', 'test'],
  },
  { name: 'generated files', program: process.execPath, args: ['scripts/generate.mjs', '--check'] },
].filter(
  (step) => step.name !== 'types of the console' || existsSync(join(root, 'apps/console/tsconfig.json')),
);

const failed = await runSteps(steps, AT_ONCE);
if (failed.length > 0) {
  console.log(`\ncheck failed: ${failed.join(', ')}`);
  process.exitCode = 1;
} else {
  console.log('\ncheck passed');
}
