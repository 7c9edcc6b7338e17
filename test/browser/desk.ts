import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { childEnv } from '#platform';
import { freePort } from '#stores';

/** `demo.json` of design.md section 5. */
export interface DemoFile {
  url: string;
  users: { role: string; username: string; password: string; totpSecret?: string }[];
  sources: { id: string; token: string; secret: string }[];
  sandbox: { url: string };
}

export interface DeskProcess {
  url: string;
  /** Nobody and nothing with the demo off. */
  demo: DemoFile;
  /** Its data folder; give it to `startDesk` again to restart the same desk. */
  data: string;
  pid: number;
  /** What it has printed so far. */
  printed(): string;
  /** Stops it as Ctrl-C does and resolves with its exit code; the data stays. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Stops it if need be and removes its data. */
  remove(): Promise<void>;
}

/**
 * Runs `npm start`'s program on a data folder of its own and a free port, and waits until it says it is ready.
 * @param options.data a folder to start on again; default a new temporary one
 * @param options.env further settings, e.g. `{ HOLDLINE_DEMO: 'accounts' }`
 * @throws Error with what it printed when it ends before it is ready
 */
export async function startDesk(
  options: { data?: string; env?: Record<string, string> } = {},
): Promise<DeskProcess> {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'holdline-desk-')));
  const root = resolve(import.meta.dirname, '../..');
  const port = await freePort();
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    // Jest's own NODE_OPTIONS are not for it.
    env: childEnv({ NODE_OPTIONS: '', HOLDLINE_DATA: data, PORT: String(port), ...options.env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const ready = new Promise<string>((isReady) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      const url = /is ready: (\S+)/.exec(output)?.[1];
      if (url) isReady(url);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  const stop = async (signal: NodeJS.Signals = 'SIGINT') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return (await exited)[0];
  };
  const first = await Promise.race([ready, exited]);
  if (typeof first !== 'string')
    throw new Error(`The desk ended with ${String(first[0] ?? first[1])}:\n${output}`);
  const demo: DemoFile =
    options.env?.['HOLDLINE_DEMO'] === 'off'
      ? { url: first, users: [], sources: [], sandbox: { url: '' } }
      : (JSON.parse(await readFile(join(data, 'demo.json'), 'utf8')) as DemoFile);
  const remove = async () => {
    await stop();
    await rm(data, { recursive: true, force: true });
  };
  return { url: first, demo, data, pid: child.pid!, printed: () => output, stop, remove };
}
