/**
 * `npm start`: everything a fresh clone needs, then a whole desk on this machine (apps/standalone). Nothing but
 * Node's own modules is imported before `npm ci` has run.
 */
import { installIfNeeded } from './install.mjs';

await installIfNeeded();
const { buildServer } = await import('./build-server.mjs');
const { buildConsole } = await import('./build-console.mjs');

const { built, errors } = await buildServer();
for (const { source, message } of errors) console.error(`${source}: ${message}`);
if (errors.length > 0) {
  console.error('The server does not compile; see above.');
  process.exit(1);
}
if (built > 0) console.log(`Built the server (${built} files).`);
if (!(await buildConsole())) {
  console.error('The console does not build; see above.');
  process.exit(1);
}
if (process.env.npm_lifecycle_event) {
  // npm was killed outright: nobody is left who could stop us.
  const npm = process.ppid;
  setInterval(() => process.ppid !== npm && process.kill(process.pid, 'SIGTERM'), 1_000).unref();
}
// In this process: whoever sends a signal to `npm start` reaches the desk, and its exit code is ours.
await import('../dist/apps/standalone/main.js');
