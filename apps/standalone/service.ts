import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { wallClock } from '#platform';
import type { Say } from './terminal.js';

/** SIGTERM lets a process finish its requests and jobs; it gets this long. */
const STOP_MS = 10_000;
/** Pauses before a process that ended is started again; the last one from then on. */
const BACK_OFF_MS = [500, 1_000, 2_000, 5_000, 10_000, 30_000];
/** A process that ran this long was well: the next pause is the shortest again. */
const WELL_AFTER_MS = 60_000;
/** Ends in a row after which a process that never came up is given up. */
const FUTILE_STARTS = 3;
const LOG_LIMIT_BYTES = 20 * 1024 * 1024;
const LOG_LINES_SHOWN = 15;
/** We run as dist/apps/standalone/service.js. */
const CLONE = fileURLToPath(new URL('../../..', import.meta.url));

export interface ServiceOptions {
  name: string;
  /** The compiled entry file. */
  entry: string;
  /** Asked at every start, since a store may have come back on another port. */
  environment: () => Record<string, string>;
  logs: string;
  say: Say;
  /** Called when the process will not be started again. */
  onGivenUp: (reason: string) => void;
}

/** One process of the desk, started again when it ends by itself. */
export class Service {
  private child: ChildProcess | undefined;
  private stopping = new AbortController();
  private failures = 0;
  /** Whether everything came up once: from then on the process is started again for as long as it takes. */
  established = false;

  constructor(private readonly options: ServiceOptions) {}

  get name(): string {
    return this.options.name;
  }

  get isRunning(): boolean {
    return this.child !== undefined;
  }

  private get logFile(): string {
    return join(this.options.logs, `${this.name}.log`);
  }

  async start(): Promise<void> {
    const log = await this.openLog();
    if (this.stopping.signal.aborted) return log.close();
    const since = wallClock.elapsed();
    const follow = new URL('./follow-parent.js', import.meta.url).href;
    const child = spawn(process.execPath, ['--enable-source-maps', '--import', follow, this.options.entry], {
      // The clone's folder, wherever we were started from: the api finds the console there.
      cwd: CLONE,
      env: this.options.environment(),
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
      // A session of its own: Ctrl-C reaches us alone, and we say when who stops.
      detached: true,
    });
    await log.close();
    this.child = child;
    const ended = (reason: string) => {
      if (this.child !== child) return;
      this.child = undefined;
      if (this.stopping.signal.aborted) return;
      this.comeBack(reason, wallClock.elapsed() - since).catch((error: Error) =>
        this.options.onGivenUp(`${this.name} cannot be started again: ${error.message}`),
      );
    };
    child.once('error', (error) => ended(error.message));
    child.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
  }

  private async comeBack(reason: string, ranMs: number): Promise<void> {
    this.failures = ranMs > WELL_AFTER_MS ? 1 : this.failures + 1;
    if (!this.established && this.failures >= FUTILE_STARTS) {
      this.options.onGivenUp(`${this.name} does not start (${reason}):\n${await this.lastWords()}`);
      return;
    }
    const waitMs = BACK_OFF_MS[Math.min(this.failures, BACK_OFF_MS.length) - 1]!;
    this.options.say(`${this.name} ended (${reason}); again in ${waitMs / 1000} s. Its log: ${this.logFile}`);
    try {
      await pause(waitMs, undefined, { signal: this.stopping.signal });
    } catch {
      return; // told to stop meanwhile
    }
    await this.start();
  }

  /** Starts the process anew, with its environment asked for again. */
  restart(): void {
    this.child?.kill('SIGTERM');
  }

  /** Ends the process: SIGTERM, and SIGKILL after 10 s. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const late = setTimeout(() => {
      this.options.say(`${this.name} does not end; killing it.`);
      child.kill('SIGKILL');
    }, STOP_MS);
    await exited;
    clearTimeout(late);
  }

  kill(): void {
    this.child?.kill('SIGKILL');
  }

  private async openLog() {
    const size = await stat(this.logFile).then(
      (found) => found.size,
      () => 0,
    );
    if (size > LOG_LIMIT_BYTES) await rename(this.logFile, `${this.logFile}.1`);
    return open(this.logFile, 'a', 0o600);
  }

  private async lastWords(): Promise<string> {
    const text = await readFile(this.logFile, 'utf8').catch(() => '');
    return text.trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
  }
}
