import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { openLog, rememberedPort, rememberPort } from './store-files.js';
import {
  once,
  removeFolder,
  stopProcess,
  watchOver,
  type RunningStore,
  type StopPlan,
} from './store-process.js';

/** A server program and how one knows that it is up. */
export interface ServerProgram {
  /** For messages: `PostgreSQL`, `Redis`. */
  name: string;
  /** The folder with the server's log and remembered port. */
  folder: string;
  program: string;
  args(port: number): string[];
  /** Working directory, environment, account. */
  spawn: { cwd: string; env: Record<string, string>; uid?: number; gid?: number };
  url(port: number): string;
  /** Resolves once the server answers at `url`; a rejection means "not yet". */
  ready(port: number): Promise<void>;
  stop: StopPlan;
  /** Words in the log of a start that is worth another try, on another port. */
  mayPass: RegExp;
  /** Remove `folder` when the server has ended. */
  temporary: boolean;
}

/** Five minutes: replaying the log after a crash may take that on a slow disk. */
const READY_TRIES = 3_000;
const READY_PAUSE_MS = 100;
const PORT_TRIES = 5;
const LOG_LINES_SHOWN = 12;

/** One attempt: the running server, or the words it left when it ended before it was ready. */
async function attempt(about: ServerProgram, port: number): Promise<RunningStore | string> {
  const log = await openLog(about.folder);
  const server = spawn(about.program, about.args(port), {
    ...about.spawn,
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  });
  let ended = false;
  const exited = new Promise<void>((done) => {
    const end = () => {
      ended = true;
      done();
    };
    server.once('exit', end).once('error', end);
  });
  await log.close();
  const { pid } = server;
  if (pid === undefined) return `${about.program} cannot be started`;
  const guard = watchOver(server, about.stop[0][0], about.temporary ? about.folder : undefined);
  for (let tries = 0; !ended && tries < READY_TRIES; tries += 1) {
    const up = await about.ready(port).then(
      () => true,
      () => false,
    );
    if (up) {
      server.unref();
      const stop = once(async () => {
        guard.release();
        if (!ended) await stopProcess(pid, about.stop);
        await exited;
        if (about.temporary) await removeFolder(about.folder);
      });
      return { url: about.url(port), pid, exited, stop };
    }
    await Promise.race([exited, pause(READY_PAUSE_MS)]);
  }
  if (!ended) await stopProcess(pid, about.stop);
  guard.release();
  return log.written();
}

/**
 * Starts the server on the port of its last start if nobody has it, else on a free one, and waits until it
 * answers.
 * @throws Error with the end of the server's log when it does not come up
 */
export async function startServer(about: ServerProgram): Promise<RunningStore> {
  let preferred = await rememberedPort(about.folder);
  for (let tries = 1; ; tries += 1) {
    const port = await freePort(preferred);
    const result = await attempt(about, port);
    if (typeof result !== 'string') {
      await rememberPort(about.folder, port);
      return result;
    }
    if (!about.mayPass.test(result) || tries === PORT_TRIES) {
      const words = result.trim().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
      throw new Error(`${about.name} did not start on ${about.folder}:\n${words}`);
    }
    preferred = undefined;
    await pause(READY_PAUSE_MS);
  }
}
