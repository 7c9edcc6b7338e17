import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writePrivateFile } from './private-file.js';

const run = promisify(execFile);

/**
 * What the seed prints as the last line of its standard output. It may find what it printed before in
 * `demo.json` of HOLDLINE_DATA, and changes nothing that is there already.
 */
export interface Seeded {
  users: { role: string; username: string; password: string; totpSecret?: string }[];
  sources: { id: string; token: string; secret: string }[];
  /** HOLDLINE_DEMO=off, first start: where the first administrator is made, once. */
  setupUrl?: string;
}

/** Runs the seed, a process of its own, against the running desk. Personal data and secrets stay on the pipe. */
export async function seed(environment: Record<string, string>, signal: AbortSignal): Promise<Seeded> {
  const entry = fileURLToPath(new URL('./seed.js', import.meta.url));
  const { stdout } = await run(process.execPath, ['--enable-source-maps', entry], {
    env: environment,
    signal,
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Seeded;
}

/** `demo.json`, mode 600, so that a script can sign in (design.md section 5). */
export async function writeDemoFile(
  data: string,
  url: string,
  { users, sources }: Seeded,
  sandboxUrl: string,
): Promise<string> {
  const path = join(data, 'demo.json');
  const file = { url, users, sources, sandbox: { url: sandboxUrl } };
  await writePrivateFile(path, `${JSON.stringify(file, null, 2)}\n`);
  return path;
}
