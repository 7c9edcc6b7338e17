import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { jest } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import type { CaseView, HandedOut } from '#contracts';
import { SHARED_SECRETS } from '#platform';
import { freePort, startRedis } from '#stores';
import { createRng, syntheticPerson } from '#synthetic';
import { startSandbox, type Sandbox } from '../../../apps/sandbox/start-sandbox.js';
import { freshDatabase, freshRedis } from '../../../libs/testing/stores-for-tests.js';
import { Caller } from '../../e2e/caller.js';
import { imageFolder, Program, runToEnd } from './program.js';

const API = ['--enable-source-maps', 'dist/apps/api/main.js'];
const WORKER = ['--enable-source-maps', 'dist/apps/worker/main.js'];
// Each program is a process that loads the whole of Nest.
jest.setTimeout(120_000);
const PASSWORD = 'a password of one’s own';

let environment: Record<string, string>;
let image: string;
let sandbox: Sandbox;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let redis: Awaited<ReturnType<typeof freshRedis>>;
let db: pg.Client;
const running: Program[] = [];
const started = (args: string[]): Program => {
  const program = new Program(args, environment, image);
  running.push(program);
  return program;
};

beforeAll(async () => {
  const [port, data] = [await freePort(), await mkdtemp(join(tmpdir(), 'holdline-production-'))];
  [database, redis, sandbox] = await Promise.all([freshDatabase(), freshRedis(), startSandbox()]);
  environment = {
    NODE_ENV: 'production',
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    QUEUE_PREFIX: redis.prefix,
    HOLDLINE_MASTER_KEY: randomBytes(32).toString('base64'),
    ...sandbox.secrets,
    HOLDLINE_DEMO: 'off',
    HOLDLINE_DATA: data,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    PORT: String(port),
    SMPP_PORT: String(sandbox.smppPort),
    VOICE_URL: sandbox.url,
    INSTITUTIONS_URL: sandbox.url,
  };
  image = await imageFolder();
  db = new pg.Client({ connectionString: database.url });
  await db.connect();
});
afterAll(async () => {
  for (const program of running) program.signal('SIGKILL');
  await db.end();
  await sandbox.stop();
  await Promise.all([database.drop(), redis.drop()]);
  for (const folder of [environment['HOLDLINE_DATA']!, image])
    await rm(folder, { recursive: true, force: true });
});

const link = (printed: string): URL => new URL(/once[^:]*: (\S+)/.exec(printed)![1]!);

describe('the settings in production', () => {
  it('are told by name when they are missing: no secret has a default that everybody knows', async () => {
    const names = [
      'HOLDLINE_MASTER_KEY',
      ...Object.keys(SHARED_SECRETS),
      'PUBLIC_URL',
      'DATABASE_URL',
      'REDIS_URL',
    ];
    const without = { ...environment, ...Object.fromEntries(names.map((name) => [name, ''])) };
    for (const args of [['docker/migrate.mjs'], WORKER]) {
      const { code, printed } = await runToEnd(args, without, image);
      expect(code).toBe(1);
      for (const name of names) expect(printed).toContain(`  ${name}: `);
    }
  });
});

describe('the production shape', () => {
  let url: string;
  let officer: Caller;
  let api: Program;
  let worker: Program;
  const person = syntheticPerson(createRng('production'));

  it('prints the link of the first administrator after the migration, until somebody has an account', async () => {
    const first = await runToEnd(['docker/migrate.mjs'], environment, image);
    const again = await runToEnd(['docker/migrate.mjs'], environment, image);
    expect([first.code, again.code]).toEqual([0, 0]);
    expect(link(again.printed).hash).not.toBe(link(first.printed).hash);
    expect(link(again.printed).href).toContain(`${environment['PUBLIC_URL']}/setup#`);

    [api, worker] = [started(API), started(WORKER)];
    url = environment['PUBLIC_URL']!;
    await Promise.all([
      api.says(/successfully started/),
      worker.says(/WorkerModule dependencies initialized/),
    ]);
    await setUp(link(again.printed).hash.slice(1));
    const third = await runToEnd(['docker/migrate.mjs'], environment, image);
    expect(third).toEqual({ code: 0, printed: '' });
  });

  /** From the first administrator to an officer. */
  async function setUp(token: string): Promise<void> {
    const made = await fetch(`${url}/api/v1/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, username: 'system1', name: '系统管理员', password: PASSWORD }),
    });
    expect(made.status).toBe(201);
    const system = await Caller.signIn(url, 'system1', PASSWORD);
    const security = await entered(system, 'security1', 'security_admin');
    officer = await entered(security, 'duty1', 'duty_officer');
  }

  async function entered(by: Caller, username: string, role: string): Promise<Caller> {
    const account = { username, name: username, role, personNo: `no-${username}` };
    const { oneTimePassword } = await by.post<HandedOut>('/accounts', account);
    const caller = await Caller.signIn(url, username, oneTimePassword);
    await caller.put('/session/password', { password: oneTimePassword, newPassword: PASSWORD });
    return Caller.signIn(url, username, PASSWORD);
  }

  it('lets a worker that is told to stop finish the message it is sending', async () => {
    const { caseId } = await officer.post<{ caseId: string }>('/alerts/manual', {
      phone: person.phone,
      name: person.name,
      fraudType: 'fake_customer_service',
      tier: 'critical',
    });
    await officer.post<CaseView>('/queue/next');
    sandbox.faults.set('sms', { slowMs: 1_500 });
    const arrived = sandbox.inbox.waitFor('sms', (sms) => person.phone.endsWith(sms.to.replace(/^\+/, '')));
    await officer.post(`/cases/${caseId}/attempts`, {
      attemptId: randomUUID(),
      kind: 'call',
      outcome: 'busy',
    });
    await arrived;
    worker.signal('SIGTERM');
    expect(await worker.ended()).toBe(0);
    const { rows } = await db.query(`SELECT state FROM message WHERE case_id = $1`, [caseId]);
    expect(rows).toEqual([{ state: expect.stringMatching(/^(sent|delivered)$/) as string }]);
  });

  it('lets a worker stop that has lost its Redis, or never had one', async () => {
    const dataDir = join(environment['HOLDLINE_DATA']!, 'redis');
    const own = await startRedis({ dataDir, temporary: true, log: () => undefined });
    for (const url of [own.url, 'redis://127.0.0.1:1']) {
      const lost = new Program(WORKER, { ...environment, REDIS_URL: url }, image);
      running.push(lost);
      await lost.says(/WorkerModule dependencies initialized/);
      if (url === own.url) await own.stop();
      await lost.says(/BullMQ is away/);
      lost.signal('SIGTERM');
      expect(await lost.ended()).toBe(0);
    }
  });

  it('lets an api that is told to stop finish the request it has, open sockets and connections or not', async () => {
    const socket: Socket = io(`${url}/live`, { extraHeaders: officer.headers, transports: ['websocket'] });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    const body = JSON.stringify({
      phone: syntheticPerson(createRng('second')).phone,
      fraudType: 'other',
      tier: 'high',
    });
    const slow = request(`${url}/api/v1/alerts/manual`, {
      method: 'POST',
      headers: { ...officer.headers, 'content-type': 'application/json', 'content-length': body.length },
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      slow.once('response', resolve);
      slow.once('error', reject);
    });
    await new Promise<void>((sent) => slow.write(body.slice(0, 20), () => sent()));
    // It has the half of it once it has answered what came later.
    await officer.get('/session');
    api.signal('SIGTERM');
    await new Promise<void>((gone) => socket.once('disconnect', () => gone()));
    slow.end(body.slice(20));
    expect((await answered).statusCode).toBe(201);
    expect(await api.ended()).toBe(0);
    socket.disconnect();
  });
});
