import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, isPortFree } from '#stores';
import { readJson, writePrivateFile } from './private-file.js';
import { StartError, type StandaloneSettings } from './settings.js';
import type { Say } from './terminal.js';

const DEFAULT_PORT = 3000;
const NEIGHBOURS = 100;

/** Longer than a process of ours takes to end when the standalone was killed (follow-parent.ts). */
const PATIENT_TRIES = 60;
const TRY_MS = 200;

async function becomesFree(port: number, host: string, tries: number): Promise<boolean> {
  for (let left = tries; left > 1; left -= 1) {
    if (await isPortFree(port, host)) return true;
    await pause(TRY_MS);
  }
  return isPortFree(port, host);
}

/**
 * The console's port: the one asked for, or 3000, or the next free one with a line that says so.
 * @param afterKill our own last api may still hold the port for some seconds
 * @throws StartError when the one asked for is taken
 */
export async function consolePort(
  { port, host }: StandaloneSettings,
  afterKill: boolean,
  say: Say,
): Promise<number> {
  const free = await becomesFree(port ?? DEFAULT_PORT, host, afterKill ? PATIENT_TRIES : 1);
  if (port !== undefined) {
    if (free) return port;
    throw new StartError(`Port ${port} on ${host} (PORT) is in use. Free it, or set PORT to another.`);
  }
  for (let candidate = DEFAULT_PORT; candidate < DEFAULT_PORT + NEIGHBOURS; candidate += 1) {
    if (!(await isPortFree(candidate, host))) continue;
    if (candidate !== DEFAULT_PORT)
      say(`Port ${DEFAULT_PORT} is in use; taking ${candidate} (set PORT to choose).`);
    return candidate;
  }
  throw new StartError(`No port from ${DEFAULT_PORT} to ${DEFAULT_PORT + NEIGHBOURS - 1} is free; set PORT.`);
}

export interface SandboxPorts {
  http: number;
  smpp: number;
}

/** The sandbox's ports: those of the last start if nobody took them, since sources remember its address. */
export async function sandboxPorts(data: string): Promise<SandboxPorts> {
  const path = join(data, 'sandbox-ports.json');
  const last = (await readJson(path)) as Partial<SandboxPorts> | undefined;
  const http = await freePort(last?.http);
  let smpp = await freePort(last?.smpp);
  // The kernel may give the same one twice, as nobody listens yet.
  while (smpp === http) smpp = await freePort();
  await writePrivateFile(path, `${JSON.stringify({ http, smpp })}\n`);
  return { http, smpp };
}
