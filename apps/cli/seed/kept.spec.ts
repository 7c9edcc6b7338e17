import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readKept } from './kept.js';

describe('demo.json', () => {
  let data: string;
  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'holdline-kept-'));
  });
  afterEach(() => rm(data, { recursive: true, force: true }));

  it('keeps the accounts of an earlier start', async () => {
    const users = [{ role: 'duty_officer', username: 'officer1', password: 'a-password' }];
    await writeFile(join(data, 'demo.json'), JSON.stringify({ users, sources: [] }));
    expect(await readKept(data)).toEqual({ users, sources: [] });
  });

  it('keeps nothing when there is none', async () => {
    expect(await readKept(data)).toEqual({ users: [], sources: [] });
  });

  it('is made anew when it is damaged', async () => {
    await writeFile(join(data, 'demo.json'), '{"users": [');
    expect(await readKept(data)).toEqual({ users: [], sources: [] });
  });
});
