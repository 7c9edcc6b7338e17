import { cpus, loadavg, release, totalmem, type } from 'node:os';
import pg from 'pg';
import { Redis } from 'ioredis';
import { wallClock } from '../../dist/libs/platform/index.js';

const SHOWN = [
  ...['server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method', 'wal_level'],
  ...['shared_buffers', 'max_wal_size', 'max_connections', 'track_commit_timestamp'],
];
const PROBE_MS = 1_000;

/** What the figures were measured on, read from the machine and the running stores. */
export async function describeMachine({ postgres, redis }) {
  const [store, cache, commits] = await Promise.all([
    postgresOf(postgres.url),
    redisOf(redis.url),
    commitsPerSecond(postgres.url),
  ]);
  const [cpu] = cpus();
  return {
    cores: cpus().length,
    cpu: cpu?.model ?? 'unknown',
    memoryGB: Math.round(totalmem() / 1024 ** 3),
    system: `${type()} ${release()}`,
    node: process.version,
    loadAverageBefore: loadavg()[0],
    commitsPerSecond: commits,
    postgres: store,
    redis: cache,
  };
}

async function postgresOf(url) {
  return connected(url, async (client) => {
    const { rows } = await client.query(
      `SELECT name, current_setting(name) AS value FROM pg_settings WHERE name = ANY ($1)`,
      [SHOWN],
    );
    return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  });
}

/** One connection, one row a commit: how quick the disk says that something is safe. */
async function commitsPerSecond(url) {
  return connected(url, async (client) => {
    await client.query('CREATE TABLE probe (n integer)');
    const started = wallClock.elapsed();
    let commits = 0;
    for (; wallClock.elapsed() - started < PROBE_MS; commits += 1)
      await client.query('INSERT INTO probe VALUES ($1)', [commits]);
    await client.query('DROP TABLE probe');
    return Math.round((commits * 1000) / PROBE_MS);
  });
}

async function redisOf(url) {
  const client = new Redis(url);
  try {
    const [, version] = /(?:valkey|redis)_version:(\S+)/.exec(await client.info('server')) ?? [];
    const settings = await Promise.all(
      ['appendonly', 'appendfsync', 'maxmemory-policy'].map((name) => client.config('GET', name)),
    );
    return { version, ...Object.fromEntries(settings) };
  } finally {
    client.disconnect();
  }
}

async function connected(url, work) {
  const address = new URL(url);
  address.pathname = 'postgres';
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
