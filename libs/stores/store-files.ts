import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A server's log is put aside at the next start once it is this big; one older file is kept. */
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The store's folder, readable by its owner only. */
export async function makeStoreFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

/** The store's password, made at the first start (192 random bits) and kept in a file of mode 600. */
export async function storePassword(folder: string): Promise<string> {
  const path = join(folder, 'password');
  const known = await readIfThere(path);
  if (known) return known;
  const password = randomBytes(24).toString('base64url');
  await writeFile(path, `${password}\n`, { mode: 0o600 });
  return password;
}

/** The port of the last start, so that a restart keeps the address when nobody took it in between. */
export async function rememberedPort(folder: string): Promise<number | undefined> {
  const port = Number(await readIfThere(join(folder, 'port')));
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}

export async function rememberPort(folder: string, port: number): Promise<void> {
  await writeFile(join(folder, 'port'), `${port}\n`);
}

/** Opens `server.log` for appending and tells where this start's part of it begins. */
export async function openLog(folder: string) {
  const path = join(folder, 'server.log');
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_LIMIT_BYTES) await rename(path, `${path}.1`);
  const handle = await open(path, 'a', 0o600);
  const from = size > LOG_LIMIT_BYTES ? 0 : size;
  return {
    fd: handle.fd,
    close: () => handle.close(),
    /** What the server has written since it was started. */
    written: async () => (await readFile(path)).subarray(from).toString('utf8'),
  };
}
