/** Running Jest and counting what it ran. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './root.mjs';
import { run } from './steps.mjs';

/**
 * Runs Jest with its output on the terminal.
 * @returns its exit code, the tests that passed, and those that failed; a spec file that could not run at all
 *   counts as one failed test
 */
export async function runJest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'holdline-jest-'));
  const report = join(folder, 'report.json');
  const options = [
    process.env.NODE_OPTIONS,
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
  ];
  try {
    const code = await run(
      process.execPath,
      [join(root, 'node_modules/jest/bin/jest.js'), ...args, '--json', `--outputFile=${report}`],
      { NODE_OPTIONS: options.filter(Boolean).join(' '), NODE_ENV: 'test' },
      // Jest prints its JSON on standard output as well; the human lines are on standard error.
      ['inherit', 'ignore', 'inherit'],
    );
    return { code, ...counted(report) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function counted(report) {
  try {
    const found = JSON.parse(readFileSync(report, 'utf8'));
    return {
      passed: found.numPassedTests,
      failed: found.numFailedTests + found.numRuntimeErrorTestSuites,
      skipped: found.numPendingTests + found.numTodoTests,
    };
  } catch {
    // Jest ended before it could write: a set-up that failed, or a signal.
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** Prints the line that a reader and `.ci/run` look for, and sets the exit code. */
export function conclude({ code, passed, failed, skipped }) {
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  // No test at all is no proof.
  process.exitCode = code !== 0 ? code : failed > 0 || passed === 0 ? 1 : 0;
}
