import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import { redisBinary } from './redis-binary.js';
import { startServer } from './server-start.js';
import { makeStoreFolder, storePassword } from './store-files.js';
import { stopProcess, survivorsIn, type RunningStore, type StopPlan } from './store-process.js';

/** SIGTERM writes the rest of the append-only file first. */
const STOP: StopPlan = [
  ['SIGTERM', 20],
  ['SIGKILL', 5],
];

export interface RedisOptions {
  /** Folder of this server: its append-only file, configuration, password, port and `server.log`. */
  dataDir: string;
  /** Numbered databases; 16 unless said otherwise. */
  databases?: number;
  /** Remove `dataDir` after the server stops, also when we are killed. Default off. */
  temporary?: boolean;
  /** Told when a Redis has to be installed first. */
  log?: (line: string) => void;
}

/** Kept in a file of mode 600, because a command line is everybody's to read. */
async function writeConfiguration(folder: string, password: string, databases: number): Promise<string> {
  const path = join(folder, 'redis.conf');
  const lines = [
    'bind 127.0.0.1',
    `requirepass ${password}`,
    'daemonize no',
    `databases ${databases}`,
    // Jobs survive a restart; a full memory refuses writes instead of forgetting jobs.
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
  ];
  await writeFile(path, `${lines.join('\n')}\n`, { mode: 0o600 });
  return path;
}

/** Rejects while the server is not up or still reads its append-only file. */
async function ping(url: string): Promise<void> {
  const client = new Redis(url, {
    lazyConnect: true,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // Reported by the rejected call; unheard, the event would be printed.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}

/**
 * Starts a private Redis (or Valkey) on `dataDir` and waits until it answers. One that a killed run left on
 * the same folder is stopped first. The port is that of the last start, or a free one.
 * @throws Error that says what to install, or with the end of the server's log
 */
export async function startRedis(options: RedisOptions): Promise<RunningStore> {
  const folder = resolve(options.dataDir);
  await makeStoreFolder(folder);
  const pidFile = join(folder, 'redis.pid');
  const program = await redisBinary(options.log);
  // Debian's redis-server is a link to redis-check-rdb, which is what the running process is called.
  const names = ['redis-server', 'valkey-server', 'redis-check-rdb', 'valkey-check-rdb'];
  for (const pid of await survivorsIn(folder, names, pidFile)) await stopProcess(pid, STOP);
  const password = await storePassword(folder);
  const configuration = await writeConfiguration(folder, password, options.databases ?? 16);
  const url = (port: number) => `redis://:${password}@127.0.0.1:${port}`;
  return startServer({
    name: 'Redis',
    folder,
    program,
    args: (port) => [configuration, '--port', String(port), '--pidfile', pidFile],
    spawn: { cwd: folder, env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' } },
    url,
    ready: (port) => ping(url(port)),
    stop: STOP,
    mayPass: /Address already in use|could not bind|Failed listening on port/i,
    temporary: options.temporary ?? false,
  });
}
