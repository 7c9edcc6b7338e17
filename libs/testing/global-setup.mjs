/**
 * The stores of one run of the integration project: one PostgreSQL with a migrated template database, one
 * Redis. DATABASE_URL and REDIS_URL, when given, are used instead of embedded servers. What the specs need
 * is put into the environment, which Jest hands to its workers; see stores-for-tests.ts.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { buildServer } from '../../scripts/build-server.mjs';

const TEMPLATE = 'holdline_template';
/** Enough numbered databases for every spec file of a run. */
const REDIS_DATABASES = 256;

function withDatabase(url, name) {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

async function makeTemplate(url, migrateDatabase) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${TEMPLATE} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${TEMPLATE}`);
  } finally {
    await client.end();
  }
  await migrateDatabase(withDatabase(url, TEMPLATE));
}

export default async function setUp() {
  // The specs' processes and this file run the compiled sources; a spec of a broken file fails by itself.
  const { errors } = await buildServer();
  for (const { source, message } of errors) console.error(`does not compile: ${source}\n${message}`);
  const { startPostgres, startRedis } = await import('../../dist/libs/stores/index.js');
  const { migrateDatabase } = await import('../../dist/libs/platform/index.js');

  const stores = [];
  globalThis.holdlineTestStores = stores;
  const folder = (name) => mkdtemp(join(tmpdir(), `holdline-test-${name}-`));
  const started = async (store) => {
    stores.push(await store);
    return stores.at(-1).url;
  };
  const [databaseUrl, redisUrl] = await Promise.all([
    process.env.DATABASE_URL ||
      started(startPostgres({ dataDir: await folder('postgres'), durable: false, temporary: true })),
    process.env.REDIS_URL ||
      started(
        startRedis({
          dataDir: await folder('redis'),
          databases: REDIS_DATABASES,
          temporary: true,
          log: console.log,
        }),
      ),
  ]);
  await makeTemplate(databaseUrl, migrateDatabase);
  process.env.HOLDLINE_TEST_DATABASE_URL = databaseUrl;
  process.env.HOLDLINE_TEST_REDIS_URL = redisUrl;
}
