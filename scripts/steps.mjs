/** Running the steps of a command: quiet while all is well, everything on the terminal when it is not. */
import { spawn } from 'node:child_process';
import { root } from './root.mjs';

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * Runs a program in the clone's folder with the terminal as its own.
 * @returns its exit code; 128 + signal number, or 1, when a signal ended it
 */
export function run(program, args, env = {}, stdio = 'inherit') {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio, env: { ...process.env, ...env } });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function runQuietly({ name, program, args }) {
  const since = performance.now();
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => resolve({ name, ok: false, output: error.message, took: seconds(since) }));
    child.once('close', (code) => resolve({ name, ok: code === 0, output, took: seconds(since) }));
  });
}

/**
 * Runs `steps` ({name, program, args}), at most `atOnce` at a time, and reports each as it ends.
 * @returns the names of those that failed
 */
export async function runSteps(steps, atOnce) {
  const waiting = [...steps];
  const failed = [];
  const worker = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const { name, ok, output, took } = await runQuietly(step);
      console.log(`${ok ? '✓' : '✗'} ${name} (${took})`);
      if (!ok) {
        failed.push(name);
        console.log(output.trimEnd().replace(/^/gm, '    '));
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return failed;
}
