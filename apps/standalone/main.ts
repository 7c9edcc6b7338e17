import { StartError } from './settings.js';
import { Standalone } from './standalone.js';
import { say } from './terminal.js';

/** A second Ctrl-C this long after the first is meant; sooner it is the same one, by way of npm. */
const SECOND_THOUGHT_MS = 1_000;

// A terminal that was closed, or a pipe that nobody reads any more, is no reason to fall over.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const desk = new Standalone(say);
let asked = false;
let hurry = false;

function onSignal(): void {
  if (hurry) return desk.kill();
  if (asked) return;
  asked = true;
  setTimeout(() => (hurry = true), SECOND_THOUGHT_MS).unref();
  say('Stopping…');
  desk.requestStop();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);

try {
  await desk.run();
} catch (error) {
  if (!asked) {
    process.exitCode = 1;
    const message = error instanceof StartError ? error.message : ((error as Error).stack ?? String(error));
    process.stderr.write(`\n${message}\n\n`);
  }
}
await desk.stop();
say('Stopped.');
// Nothing is left to wait for; a forgotten handle must not hold the terminal.
process.exit();
