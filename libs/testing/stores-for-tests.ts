import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import { rawEnv } from '#platform';

const TEMPLATE = 'holdline_template';
/** A claim that a killed run left on a Redis of somebody else's is given up after this long. */
const CLAIM_SECONDS = 3_600;

/** One of the servers that global-setup.mjs started. */
function server(name: 'HOLDLINE_TEST_DATABASE_URL' | 'HOLDLINE_TEST_REDIS_URL'): string {
  const url = rawEnv(name);
  if (!url) throw new Error(`${name} is not set: this spec belongs in test/integration or test/e2e`);
  return url;
}

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server('HOLDLINE_TEST_DATABASE_URL') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/**
 * A migrated, empty database of the spec file's own, cloned from the template. `drop` also throws out whoever
 * is still connected.
 */
export async function freshDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  const url = new URL(server('HOLDLINE_TEST_DATABASE_URL'));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/**
 * An empty numbered database of the spec file's own on the shared Redis: `url` ends in its number. `prefix` is
 * unique too, for BullMQ keys. Pub/sub channels are the server's and not apart; `drop` empties the database
 * and gives the number back.
 */
export async function freshRedis(): Promise<{ url: string; prefix: string; drop(): Promise<void> }> {
  const base = server('HOLDLINE_TEST_REDIS_URL');
  const owner = randomBytes(8).toString('hex');
  const admin = new Redis(base, { db: 0, lazyConnect: true });
  try {
    await admin.connect();
    const [, size] = (await admin.config('GET', 'databases')) as [string, string];
    // Number 0 holds the claims.
    for (let db = 1; db < Number(size); db += 1) {
      const mine = await admin.set(`holdline-test-db:${db}`, owner, 'EX', CLAIM_SECONDS, 'NX');
      if (mine !== 'OK') continue;
      const url = new URL(base);
      url.pathname = `/${db}`;
      await emptied(url.href);
      const drop = async () => {
        await emptied(url.href);
        await released(base, db);
      };
      return { url: url.href, prefix: `t${owner}`, drop };
    }
    throw new Error(`All ${size} databases of the test Redis are taken; does a spec forget to drop its own?`);
  } finally {
    admin.disconnect();
  }
}

async function emptied(url: string): Promise<void> {
  const client = new Redis(url, { lazyConnect: true });
  await client.connect();
  await client.flushdb();
  client.disconnect();
}

async function released(base: string, db: number): Promise<void> {
  const client = new Redis(base, { db: 0, lazyConnect: true });
  await client.connect();
  await client.del(`holdline-test-db:${db}`);
  client.disconnect();
}
