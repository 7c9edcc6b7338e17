import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import pg from 'pg';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { startServer } from './server-start.js';
import { serverUser, type ServerUser } from './server-user.js';
import { makeStoreFolder, storePassword } from './store-files.js';
import { stopProcess, survivorsIn, type RunningStore, type StopPlan } from './store-process.js';

const run = promisify(execFile);

const ROLE = 'holdline';
const DATABASE = 'holdline';
/** Fast shutdown first; immediate (replays its log at the next start) when that hangs. */
const STOP: StopPlan = [
  ['SIGINT', 30],
  ['SIGQUIT', 10],
  ['SIGKILL', 5],
];
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' };

export interface PostgresOptions {
  /** Folder of this server: the cluster in `data/`, beside it password, port and `server.log`. */
  dataDir: string;
  /** Off only for tests: no fsync, so a power cut loses the data. Default on. */
  durable?: boolean;
  /** The address is that of a socket in the cluster's folder, a third quicker per statement than 127.0.0.1. Default off. */
  socket?: boolean;
  /** Further server settings, e.g. `{ max_connections: '300' }`. */
  settings?: Record<string, string>;
  /** Remove `dataDir` after the server stops, also when we are killed. Default off. */
  temporary?: boolean;
}

interface Place {
  folder: string;
  cluster: string;
  user: ServerUser | undefined;
  binaries: PostgresBinaries;
  password: string;
}

/**
 * How the server is told where its files are. The account it runs as when we are root can reach neither a
 * clone in a home folder of mode 700 nor our own folder of mode 700, and need not: we step into the folder
 * before we give up root, and /proc/self/cwd leads there without walking the path.
 */
const named = (cluster: string) => (process.platform === 'linux' ? '/proc/self/cwd' : cluster);

/** Runs initdb in the empty folder `half`; the password reaches it through an open file, not by a path. */
async function initdb({ binaries, folder, password, user }: Place, half: string): Promise<void> {
  const passwordFile = join(folder, 'initdb-password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) for (const path of [half, passwordFile]) await chown(path, user.uid, user.gid);
  const secret = await open(passwordFile);
  try {
    const maker = spawn(
      binaries.initdb,
      [
        ...['-D', named(half), '-U', ROLE, '--auth=scram-sha-256', '--pwfile=/dev/fd/3', '--encoding=UTF8'],
        // PostgreSQL's own C.UTF-8: the same order on every machine, whatever locales it has.
        ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      ],
      { ...user, cwd: half, env: ENVIRONMENT, stdio: ['ignore', 'ignore', 'pipe', secret.fd] },
    );
    const [words, [code]] = await Promise.all([text(maker.stderr!), once(maker, 'exit')]);
    if (code !== 0) throw new Error(`initdb failed (${String(code)}) in ${half}:\n${words.trim()}`);
  } finally {
    await secret.close();
    await rm(passwordFile);
  }
}

/** Makes the cluster at the first start, aside and renamed: a start killed half-way leaves no half cluster. */
async function initialise(place: Place): Promise<void> {
  const { cluster, user } = place;
  const made = await stat(cluster).catch(() => undefined);
  if (made) {
    // A data folder that was copied or restored by somebody else.
    if (user && made.uid !== user.uid) await run('chown', ['-R', `${user.uid}:${user.gid}`, cluster]);
    return;
  }
  const half = `${cluster}.new`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { mode: 0o700 });
  await initdb(place, half);
  await rename(half, cluster);
}

function serverSettings(options: PostgresOptions, cluster: string, port: number): string[] {
  const { durable = true, socket = false, settings = {} } = options;
  const all: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: socket ? named(cluster) : '',
    max_connections: '200',
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // The detail line of an error quotes column values.
    log_error_verbosity: 'terse',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Connects, and makes the desk's database if it is the first start. Rejects while the server is not ready. */
async function makeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  // A server that ends under the connection is reported by the query; unheard, the event would end us.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/**
 * Starts PostgreSQL 18 on `dataDir` and waits until it answers. A server that a killed run left on the same
 * folder is stopped first. The port is that of the last start, or a free one.
 * @throws Error with the end of the server's log when it does not come up
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningStore> {
  const folder = resolve(options.dataDir);
  const cluster = join(folder, 'data');
  const pidFile = join(cluster, 'postmaster.pid');
  await makeStoreFolder(folder);
  for (const pid of await survivorsIn(cluster, ['postgres'], pidFile)) await stopProcess(pid, STOP);
  const user = await serverUser();
  const binaries = await postgresBinaries(user);
  const password = await storePassword(folder);
  await initialise({ folder, cluster, user, binaries, password });
  // We looked at every process: the number in the file is somebody else's, at whom PostgreSQL would balk.
  if (process.platform === 'linux') await rm(pidFile, { force: true });
  const server = (port: number) => `postgresql://${ROLE}:${password}@127.0.0.1:${port}`;
  const bySocket = (port: number) =>
    `postgresql://${ROLE}:${password}@/${DATABASE}?host=${encodeURIComponent(cluster)}&port=${port}`;
  return startServer({
    name: 'PostgreSQL',
    folder,
    program: binaries.postgres,
    args: (port) => ['-D', named(cluster), ...serverSettings(options, cluster, port)],
    spawn: { ...user, cwd: cluster, env: ENVIRONMENT },
    url: (port) => (options.socket ? bySocket(port) : `${server(port)}/${DATABASE}`),
    ready: (port) => makeDatabase(`${server(port)}/postgres`),
    stop: STOP,
    mayPass: /could not bind|Address already in use|still in use/,
    temporary: options.temporary ?? false,
  });
}
