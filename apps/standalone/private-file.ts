import { StartError } from './settings.js';
import { chmod, open, readFile, rename } from 'node:fs/promises';

/** Writes a file only we can read (mode 600), whole or not at all, and on disk when it returns. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const half = `${path}.new`;
  const file = await open(half, 'w', 0o600);
  try {
    // An older file of that name may have had another mode.
    await chmod(half, 0o600);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(half, path);
}

/** The parsed file, or undefined when there is none. @throws StartError when it is damaged */
export async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch {
    // What was wrong with it would be told with a piece of it, and it may hold secrets.
    throw new StartError(`${path} is damaged. Put it back from a copy, or remove it to have it made anew.`);
  }
}
