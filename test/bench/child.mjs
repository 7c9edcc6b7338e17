/**
 * Processes of the bench's own: load and limits never share one with what is measured, nor with each other. A child
 * answers questions one at a time over IPC and ends with its parent.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const FOLLOW_PARENT = new URL('../../dist/apps/standalone/follow-parent.js', import.meta.url).href;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Node's own options of every process: it ends when the bench is gone. */
export const CHILD_OPTIONS = ['--enable-source-maps', '--import', FOLLOW_PARENT];

/** @param file relative to this folder @returns the child, once it says that it is ready */
async function startChild(file) {
  const child = fork(here(file), [], { execArgv: CHILD_OPTIONS, serialization: 'advanced' });
  await answerOf(child, 30_000);
  return {
    /** Asks for one thing and waits for it. @throws Error when it fails, ends or takes longer than `withinMs` */
    ask: async (what, given = {}, withinMs = 120_000) => {
      child.send({ what, given });
      return answerOf(child, withinMs);
    },
    stop: () => ended(child),
  };
}

/** The children of one row: each is started when it is first needed and kept for the row's rounds. */
export class Children {
  started = new Map();

  /** @param file as `startChild` takes it */
  get(file) {
    if (!this.started.has(file)) this.started.set(file, startChild(file));
    return this.started.get(file);
  }

  async stop() {
    for (const child of await Promise.allSettled(this.started.values())) await child.value?.stop();
  }
}

/** The child's side. Settles what is asked by the handlers' names. */
export function serve(handlers) {
  process.on('message', ({ what, given }) => {
    handlers[what](given).then(
      (value) => process.send({ value }),
      (error) => process.send({ error: error.stack ?? String(error) }),
    );
  });
  // What the parent is there for keeps the child alive; without this it would end with nothing to do.
  process.channel.ref();
  process.send({ value: 'ready' });
}

function answerOf(child, withinMs) {
  return new Promise((resolve, reject) => {
    const over = (settle) => (value) => {
      clearTimeout(timer);
      child.off('message', answered);
      child.off('exit', gone);
      settle(value);
    };
    const answered = over(({ value, error }) => (error ? reject(new Error(error)) : resolve(value)));
    const gone = over((code) => reject(new Error(`a child of the bench ended with ${code}`)));
    const late = over(() => reject(new Error(`no answer within ${withinMs} ms`)));
    const timer = setTimeout(late, withinMs);
    child.on('message', answered);
    child.on('exit', gone);
  });
}

/** Asks a process to end, insists after 10 s. @returns its exit code */
export async function ended(child) {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    const insist = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await new Promise((done) => child.once('exit', done));
    clearTimeout(insist);
  }
  return child.exitCode;
}
