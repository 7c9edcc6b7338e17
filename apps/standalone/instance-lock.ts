import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, writePrivateFile } from './private-file.js';
import { StartError } from './settings.js';

/** When the process was started, in the kernel's ticks: tells it from a later one with the same number. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // After the program's name, which may hold blanks and brackets, start time is the 20th field.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The data folder, ours alone. */
export interface DataLock {
  /** The run before us was killed: its processes may still be on their way out. */
  afterKill: boolean;
  release(): Promise<void>;
}

/**
 * Sees to it that only one standalone works on a data folder: a second one would stop the first one's stores.
 * @throws StartError when another one is running
 */
export async function lockData(data: string): Promise<DataLock> {
  const path = join(data, 'standalone.pid');
  const other = (await readJson(path)) as { pid: number; start?: string } | undefined;
  if (other && other.pid !== process.pid && isAlive(other.pid)) {
    const start = await startOf(other.pid);
    if (start === undefined || start === other.start) {
      throw new StartError(
        `Holdline is already running on ${data} (process ${other.pid}). ` +
          'Stop it first, or set HOLDLINE_DATA to another folder.',
      );
    }
  }
  await writePrivateFile(
    path,
    `${JSON.stringify({ pid: process.pid, start: await startOf(process.pid) })}\n`,
  );
  return { afterKill: other !== undefined, release: () => rm(path, { force: true }) };
}
