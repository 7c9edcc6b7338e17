import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const PROGRAMS = ['redis-server', 'valkey-server'];
/** BullMQ's scripts need Redis 6.2; Valkey counts from 7.2. */
const OLDEST: readonly [number, number] = [6, 2];
const ADVICE =
  'Install one of them (Debian, Ubuntu: apt-get install redis-server; Fedora: dnf install valkey; ' +
  'Alpine: apk add redis; macOS: brew install redis), or set REDIS_URL.';

/** Where the program is and what it says of its version; undefined when there is none on the PATH. */
async function onPath(program: string): Promise<{ path: string; version: string } | undefined> {
  try {
    const path = (await run('sh', ['-c', 'command -v "$1"', 'sh', program])).stdout.trim();
    return { path, version: (await run(path, ['--version'])).stdout };
  } catch {
    return undefined;
  }
}

function isNewEnough(words: string): boolean {
  const [, major, minor] = (/v=(\d+)\.(\d+)/.exec(words) ?? []).map(Number);
  if (major === undefined || minor === undefined) return false;
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

async function firstUsable(programs: readonly string[]): Promise<string | undefined> {
  for (const program of programs) {
    const found = await onPath(program);
    if (found && isNewEnough(found.version)) return found.path;
  }
  return undefined;
}

/** Installs Debian's redis-server. `env` adds the one variable to ours, so that a proxy setting is kept. */
async function installForDebian(log: (line: string) => void): Promise<void> {
  log('No redis-server or valkey-server on this machine; installing Debian’s redis-server…');
  const apt = ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=120'];
  await run('env', [...apt, 'update']);
  await run('env', [...apt, 'install', '--no-install-recommends', 'redis-server']);
}

/**
 * The path of this machine's Redis or Valkey; as root on Debian it is installed when there is none.
 * @throws Error that says exactly what to install
 */
export async function redisBinary(
  log: (line: string) => void = () => undefined,
  programs: readonly string[] = PROGRAMS,
): Promise<string> {
  const found = await firstUsable(programs);
  if (found !== undefined) return found;
  const missing = `Holdline needs redis-server ${OLDEST.join('.')} or newer, or valkey-server.`;
  if (process.getuid?.() !== 0) throw new Error(`${missing} ${ADVICE}`);
  try {
    await installForDebian(log);
  } catch (cause) {
    throw new Error(`${missing} Installing Debian's redis-server failed. ${ADVICE}`, { cause });
  }
  const installed = await firstUsable(programs);
  if (installed === undefined) throw new Error(`${missing} The one that Debian has is older. ${ADVICE}`);
  return installed;
}
