import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The system account PostgreSQL gets when we are root, which it refuses to run as. */
const USER = 'postgres';

export interface ServerUser {
  uid: number;
  gid: number;
}

async function find(): Promise<ServerUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', USER]), run('id', ['-g', USER])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

/**
 * Whom PostgreSQL runs as: undefined for ourselves; as root the account `postgres`, which is made if the
 * machine has none. Throws with the commands to type when it cannot be made.
 */
export async function serverUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const known = await find();
  if (known) return known;
  try {
    await run('groupadd', ['--system', USER]);
    await run('useradd', [
      '--system',
      '--gid',
      USER,
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      USER,
    ]);
  } catch (cause) {
    // Somebody else may have made it at the same moment.
    const made = await find();
    if (made) return made;
    throw new Error(
      `PostgreSQL refuses to run as root and the account "${USER}" could not be made. ` +
        `Make it (groupadd --system ${USER}; useradd --system --gid ${USER} ${USER}) or start as another user.`,
      { cause },
    );
  }
  const made = await find();
  if (!made) throw new Error(`The account "${USER}" was made but cannot be looked up`);
  return made;
}
