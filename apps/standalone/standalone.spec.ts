import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deskEnvironment } from './environment.js';
import { lockData } from './instance-lock.js';
import { loadKeys } from './keys.js';
import { consolePort, sandboxPorts } from './ports.js';
import { makeDataFolder, StartError, type StandaloneSettings } from './settings.js';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'holdline-standalone-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const settings = (more: Partial<StandaloneSettings> = {}): StandaloneSettings => ({
  data,
  demo: 'full',
  host: '127.0.0.1',
  port: undefined,
  publicUrl: undefined,
  databaseUrl: undefined,
  redisUrl: undefined,
  ...more,
});

describe('keys', () => {
  it('are made once, of 32 random bytes, in a file that only we can read', async () => {
    const first = await loadKeys(data);
    expect(Buffer.from(first.HOLDLINE_MASTER_KEY, 'base64')).toHaveLength(32);
    expect((await stat(join(data, 'keys.json'))).mode & 0o777).toBe(0o600);
    expect(await loadKeys(data)).toEqual(first);
    expect((await loadKeys(await mkdtemp(join(data, 'other-')))).HOLDLINE_MASTER_KEY).not.toBe(
      first.HOLDLINE_MASTER_KEY,
    );
  });

  it('are never made anew beside data that was encrypted with lost ones', async () => {
    await mkdir(join(data, 'postgres', 'data'), { recursive: true });
    await expect(loadKeys(data)).rejects.toThrow(/keys\.json is missing.*HOLDLINE_MASTER_KEY/);
    await expect(stat(join(data, 'keys.json'))).rejects.toThrow('ENOENT');
  });

  it('make an environment that every process accepts', async () => {
    const stores = { databaseUrl: 'postgresql://u:p@127.0.0.1:5/db', redisUrl: 'redis://127.0.0.1:6' };
    const made = deskEnvironment(settings(), await loadKeys(data), stores, 3000, { http: 41, smpp: 42 });
    expect(made).toMatchObject({ PORT: '3000', SMPP_PORT: '42', PULL_ALLOWED_HOSTS: '127.0.0.1:41' });
  });
});

describe('a file of the data folder that is damaged', () => {
  it.each([
    ['keys.json', () => loadKeys(data)],
    ['standalone.pid', () => lockData(data)],
    ['sandbox-ports.json', () => sandboxPorts(data)],
  ])('as %s is named, and nothing of it shown', async (name, read) => {
    await writeFile(join(data, name), '{"HOLDLINE_MASTER_KEY": "c2VjcmV0');
    const error = await read().then(
      () => undefined,
      (failure: unknown) => failure,
    );
    expect(error).toBeInstanceOf(StartError);
    expect((error as Error).message).toContain(join(data, name));
    expect(String((error as Error).stack)).not.toContain('c2VjcmV0');
  });
});

describe('the data folder', () => {
  it('that is none, or that nobody may write to, is an error that names it', async () => {
    const file = join(data, 'a file');
    await writeFile(file, '');
    await expect(makeDataFolder(file)).rejects.toThrow(StartError);
    await expect(makeDataFolder(file)).rejects.toThrow(`HOLDLINE_DATA (${file})`);
  });

  it('is for one standalone at a time', async () => {
    const start = (await readFile(`/proc/${process.ppid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[19];
    await writeFile(join(data, 'standalone.pid'), JSON.stringify({ pid: process.ppid, start }));
    await expect(lockData(data)).rejects.toThrow(/already running/);
  });

  it('is free again after a kill, also when somebody else has the number by now', async () => {
    await writeFile(join(data, 'standalone.pid'), JSON.stringify({ pid: process.ppid, start: '1' }));
    const lock = await lockData(data);
    expect(lock.afterKill).toBe(true);
    await lock.release();
    expect((await lockData(data)).afterKill).toBe(false);
  });
});

describe('the port', () => {
  it('that was asked for and is taken is an error that names it', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;
    await expect(consolePort(settings({ port }), false, () => undefined)).rejects.toThrow(`Port ${port}`);
    squatter.close();
  });
});
