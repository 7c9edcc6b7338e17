import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writePrivateFile } from './private-file.js';

const run = promisify(execFile);
const REQUEST_MS = 5_000;

/**
 * What the seed prints as the last line of its standard output. It may find what it printed before in
 * `demo.json` of HOLDLINE_DATA, and changes nothing that is there already.
 */
export interface Seeded {
  users: { role: string; username: string; password: string; totpSecret?: string }[];
  /** HOLDLINE_DEMO=full: the first one is whom the sandbox's trickle of alerts comes from. */
  sources: { id: string; token: string; secret: string }[];
  /** HOLDLINE_DEMO=off, first start: where the first administrator is made, once. */
  setupUrl?: string;
}

/** Runs the seed, a process of its own, against the running desk. Personal data and secrets stay on the pipe. */
export async function seed(environment: Record<string, string>, signal: AbortSignal): Promise<Seeded> {
  const entry = fileURLToPath(new URL('../cli/seed/main.js', import.meta.url));
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

/** A case every half minute: enough to see the desk live, few enough to follow. */
const TRICKLE_PER_MINUTE = 2;
/** The sandbox takes no trickle without an end: a week, and then a new one. */
const TRICKLE_SECONDS = 604_800;

/**
 * Sees to it that the sandbox sends made-up alerts to the desk, as the given source. Called again and again,
 * because a sandbox that was started anew has forgotten it.
 * @returns whether they flow
 */
export async function keepTrickling(sandboxUrl: string, deskUrl: string, token: string): Promise<boolean> {
  try {
    const answer = await fetch(`${sandboxUrl}/trickle`, { signal: AbortSignal.timeout(REQUEST_MS) });
    const { trickles } = (await answer.json()) as { trickles: { state: string }[] };
    if (trickles.some((trickle) => trickle.state === 'running')) return true;
    const started = await fetch(`${sandboxUrl}/trickle`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        target: `${deskUrl}/api/v1/alerts`,
        token,
        perMinute: TRICKLE_PER_MINUTE,
        forSeconds: TRICKLE_SECONDS,
      }),
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    return started.ok;
  } catch {
    return false; // it is starting, or starting anew; the next call finds it
  }
}
