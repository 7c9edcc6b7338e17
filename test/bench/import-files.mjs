/**
 * Imports alert files of 200,000 rows over HTTP into the api, a process of its own as in production, and prints how
 * much memory it took at its peak (the kernel's high-water mark of resident memory) beside the limit of 300 MB.
 */
import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { openAsBlob } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { childEnv, migrateDatabase, newSharedSecrets, wallClock } from '../../dist/libs/platform/index.js';
import { freePort, startPostgres } from '../../dist/libs/stores/index.js';

const LIMIT_MB = 300;
const KINDS = ['csv', 'xlsx-inline', 'xlsx-shared'];
const API = fileURLToPath(new URL('../../dist/apps/api/main.js', import.meta.url));
const MAKER = fileURLToPath(new URL('make-large-file.mjs', import.meta.url));
const TOKEN = 'bench-source-token-0123456789';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '200000' }, kind: { type: 'string', multiple: true } },
});
const rows = Number(values.rows);

/** VmRSS now and VmHWM, in MB. */
async function memoryOf(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const mb = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024;
  return { now: mb('VmRSS'), peak: mb('VmHWM') };
}

async function ended(child) {
  if (child.exitCode === null && child.signalCode === null)
    await new Promise((done) => child.once('exit', done));
  return child.exitCode;
}

/** Not by fetch(), which gives up when no answer has come after five minutes. */
async function upload(url, path) {
  const form = new FormData();
  form.append('file', await openAsBlob(path), 'alerts');
  const { headers, body } = new Response(form);
  const outgoing = request(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': headers.get('content-type') },
  });
  const [[incoming]] = await Promise.all([
    once(outgoing, 'response'),
    pipeline(Readable.fromWeb(body), outgoing),
  ]);
  return JSON.parse(await text(incoming));
}

async function startApi(databaseUrl, folder) {
  const port = await freePort();
  const child = fork(API, {
    env: childEnv({
      DATABASE_URL: databaseUrl,
      REDIS_URL: 'redis://127.0.0.1:1',
      HOLDLINE_MASTER_KEY: randomBytes(32).toString('base64'),
      ...newSharedSecrets(),
      HOLDLINE_DATA: folder,
      LOG_LEVEL: 'error',
      PORT: String(port),
      TMPDIR: folder,
    }),
  });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    if (child.exitCode !== null) throw new Error('the api did not start');
    const up = await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return { child, url };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function measure(kind, folder) {
  const path = join(folder, kind);
  // In a process of its own: making a workbook takes more memory than reading it may.
  if ((await ended(fork(MAKER, [path, kind, String(rows)]))) !== 0) throw new Error('no file was made');
  const postgres = await startPostgres({
    dataDir: join(folder, `pg-${kind}`),
    durable: false,
    temporary: true,
  });
  try {
    await migrateDatabase(postgres.url);
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(
      `INSERT INTO source (id, name, kind, token_hash) VALUES ('bench', 'bench', 'push', $1)`,
      [createHash('sha256').update(TOKEN).digest()],
    );
    await client.end();
    const { child, url } = await startApi(postgres.url, folder);
    try {
      const before = await memoryOf(child.pid);
      const started = wallClock.elapsed();
      const report = await upload(`${url}/api/v1/alerts/imports`, path);
      const seconds = (wallClock.elapsed() - started) / 1000;
      const after = await memoryOf(child.pid);
      if (report.counts?.accepted !== rows)
        throw new Error(`not all rows went in: ${JSON.stringify(report)}`);
      return {
        file: kind,
        rows,
        MB: Math.round((await stat(path)).size / 1024 / 1024),
        seconds: Math.round(seconds),
        'memory before': Math.round(before.now),
        peak: Math.round(after.peak),
        growth: Math.round(after.peak - before.now),
        limit: LIMIT_MB,
      };
    } finally {
      child.kill('SIGTERM');
      await ended(child);
    }
  } finally {
    await postgres.stop();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'holdline-bench-'));
try {
  const measured = [];
  for (const kind of values.kind ?? KINDS) measured.push(await measure(kind, folder));
  console.table(measured);
  if (measured.some(({ growth }) => growth > LIMIT_MB)) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
