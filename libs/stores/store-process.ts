import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A store that answers. */
export interface RunningStore {
  /** Connection URL with user and password; keep it out of logs. */
  readonly url: string;
  readonly pid: number;
  /** Settles when the server process has ended, asked for or not. */
  readonly exited: Promise<void>;
  /** Shuts the server down and waits for its end. Calling it twice is fine. */
  stop(): Promise<void>;
}

/** Signals to try in turn, each with the seconds it gets before the next. */
export type StopPlan = readonly [StopStep, ...StopStep[]];
type StopStep = readonly [NodeJS.Signals, number];

const POLL_MS = 50;

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A process that has ended but was not reaped by its parent still has a pid; it holds nothing any more. */
async function isRunning(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
  return state !== '' && state !== 'Z' && state !== 'X';
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Ends a process by the signals of `plan`; throws when it outlives the last one. */
export async function stopProcess(pid: number, plan: StopPlan): Promise<void> {
  for (const [name, seconds] of plan) {
    signal(pid, name);
    for (let waited = 0; waited < seconds * 1000; waited += POLL_MS) {
      if (!(await isRunning(pid))) return;
      await pause(POLL_MS);
    }
  }
  throw new Error(`Process ${pid} does not end`);
}

async function believed(pidFile: string, programs: readonly string[]): Promise<number[]> {
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (!(pid > 1) || !isAlive(pid)) return [];
  const { stdout } = await run('ps', ['-p', String(pid), '-o', 'comm=']).catch(() => ({ stdout: '' }));
  return programs.includes(basename(stdout.trim())) ? [pid] : [];
}

/**
 * Processes of a program named in `programs` that work in `folder`: left over from a run that was killed.
 * A pid file alone would not do, because its number may be another process's by now. Linux looks at every
 * process's working directory; elsewhere the number in `pidFile` is believed if the name fits.
 */
export async function survivorsIn(
  folder: string,
  programs: readonly string[],
  pidFile: string,
): Promise<number[]> {
  if (process.platform !== 'linux') return believed(pidFile, programs);
  const here = await realpath(folder).catch(() => undefined);
  if (here === undefined) return [];
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const cwd = await readlink(`/proc/${entry}/cwd`).catch(() => undefined);
    if (cwd !== here) continue;
    const program = basename(
      (await readlink(`/proc/${entry}/exe`).catch(() => '')).replace(' (deleted)', ''),
    );
    if (programs.includes(program)) found.push(pid);
  }
  return found;
}

/**
 * Sees to it that a server does not outlive us when we are killed outright: a small shell waits for the end
 * of the pipe that only we hold, then asks the server to stop. It lives in a session of its own, so that
 * Ctrl-C in the terminal reaches neither it nor the server: the order in which things stop is ours.
 */
export function watchOver(server: ChildProcess, name: NodeJS.Signals, thenRemove?: string) {
  const script = `read -r _; kill -${name.slice(3)} "$1" 2>/dev/null
    if [ -n "$2" ]; then while kill -0 "$1" 2>/dev/null; do sleep 0.1; done; rm -rf "$2"; fi`;
  const guard = spawn('/bin/sh', ['-c', script, 'sh', String(server.pid), thenRemove ?? ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  guard.unref();
  const pipe = guard.stdin;
  if (pipe && 'unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
  return { process: guard, release: () => void guard.kill('SIGKILL') };
}

/** A `stop` that does its work once, however often it is called. */
export function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
