import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { wallClock } from '#platform';

const ROOT = resolve(import.meta.dirname, '../..');
/** Ends a process that was started here when we are gone without having stopped it. */
const FOLLOW = file('dist/apps/standalone/follow-parent.js');
/** What a supervisor of processes needs to see that one is gone. */
const REVIVE_MS = 100;
const STOP_MS = 15_000;

export type Preload = 'short-ladders' | 'fault-point' | 'wrong-clock' | 'no-sweeper';

function file(path: string): string {
  return pathToFileURL(join(ROOT, path)).href;
}

/** One process of the desk, compiled as in production. One that dies is started again, as an operator would have it. */
export class DeskProgram {
  private child: ChildProcess | undefined;
  private gone: Promise<void> = Promise.resolve();
  private stopping = false;
  /** Counts its starts, so that only the latest life is followed by another. */
  private life = 0;
  /** Epoch ms of its latest start; whatever it was doing before that is done by nobody any more. */
  bornAt = 0;
  /** Its ends that nobody asked for: a fault outside must not bring a process down. */
  readonly crashes: string[] = [];

  constructor(
    readonly name: string,
    private readonly its: {
      entry: string;
      env: Record<string, string>;
      preloads: Preload[];
      logs: string;
    },
  ) {}

  /** @param fault a point of preload/fault-point.mjs at which this life of the process ends: `<point>#<n>` */
  async start(fault?: string): Promise<void> {
    const life = (this.life += 1);
    const { entry, env, logs } = this.its;
    const preloads: Preload[] = fault ? [...this.its.preloads, 'fault-point'] : this.its.preloads;
    const imports = preloads.map((one) => file(`test/faults/preload/${one}.mjs`));
    const log = await open(join(logs, `${this.name}.log`), 'a');
    if (this.stopping || this.life !== life) return log.close();
    const child = spawn(
      process.execPath,
      [...[FOLLOW, ...imports].flatMap((url) => ['--import', url]), join(ROOT, entry)],
      {
        cwd: ROOT,
        env: fault ? { ...env, FAULT_POINT: fault } : env,
        stdio: ['ignore', log.fd, log.fd, 'ipc'],
        detached: true,
      },
    );
    await log.close();
    this.child = child;
    this.bornAt = wallClock.now();
    this.gone = once(child, 'exit').then(([code, signal]) => {
      if (signal !== 'SIGKILL' && !this.stopping) {
        this.crashes.push(`${this.name} ended by itself (${String(signal ?? code)})`);
      }
      if (!this.stopping) void pause(REVIVE_MS).then(() => this.revive(life));
    });
  }

  private async revive(life: number): Promise<void> {
    if (!this.stopping && this.life === life) await this.start();
  }

  /** The same program once more, with what is wrong with it. */
  beside(name: string, preloads: Preload[], env: Record<string, string>): DeskProgram {
    const its = this.its;
    return new DeskProgram(name, {
      ...its,
      env: { ...its.env, ...env },
      preloads: [...its.preloads, ...preloads],
    });
  }

  get pid(): number {
    const pid = this.child?.pid;
    if (pid === undefined) throw new Error(`${this.name} does not run`);
    return pid;
  }

  /** kill -9; it comes back by itself. */
  async kill(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.gone;
  }

  /**
   * Starts it anew so that it dies at this point, and waits until it has.
   *
   * @throws Error when it is still there after `withinMs`: nobody passed the point.
   */
  async dieAt(fault: string, withinMs = 20_000): Promise<void> {
    this.stopping = true;
    await this.kill();
    this.stopping = false;
    await this.start(fault);
    const late = pause(withinMs, 'late', { ref: false });
    if ((await Promise.race([this.gone, late])) === 'late') {
      throw new Error(`${this.name} never came to "${fault}"`);
    }
  }

  /** SIGTERM, and SIGKILL when that does not end it. */
  async stop(): Promise<void> {
    this.stopping = true;
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    child.kill('SIGTERM');
    await this.gone;
    clearTimeout(late);
  }
}
