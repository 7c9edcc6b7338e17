import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Playbook } from '#escalation';

interface Ran {
  code: number;
  out: string;
  err: string;
}

/** `npm run holdline -- playbook …` as a person runs it, without npm's own lines. */
function holdline(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['scripts/holdline.mjs', 'playbook', ...args],
      { maxBuffer: 10_000_000 },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

describe('holdline playbook', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdline-playbook-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('writes the built-in one as YAML that validates and differs from nothing', async () => {
    const { out, code } = await holdline('show');
    const file = join(folder, 'ours.yaml');
    await writeFile(file, out);
    expect([code, await holdline('validate', file)]).toEqual([
      0,
      { code: 0, out: `${file}: may be published\n`, err: '' },
    ]);
    expect(await holdline('diff', 'default', file)).toEqual({ code: 0, out: 'no difference\n', err: '' });
  });

  it('names the rungs of a dead end, a missing outcome and a circle, and says what changed', async () => {
    const playbook = parse((await holdline('show')).out) as Playbook & { outcomes: Record<string, unknown> };
    const rungs = playbook.tiers.high.rungs as unknown as Record<string, unknown>[];
    const rung = (id: string) => rungs.find((one) => one['id'] === id)!;
    rung('relative')['on'] = {
      timeout: [{ do: 'exhaust' }],
      failed: [{ do: 'leave_to', rungs: ['reverify'] }],
    };
    rung('visit')['on'] = {
      exhausted: [{ do: 'start', rungs: ['relative'] }],
      failed: [{ do: 'start', rungs: ['sms'] }],
      skipped: [{ do: 'start', rungs: ['relative'] }],
    };
    rung('sms')['on'] = { failed: [{ do: 'start', rungs: ['visit'] }] };
    rung('visit')['recurring'] = rung('sms')['recurring'] = true;
    rung('call')['outcomes'] = { wavering: { rung: 'done', edges: [] } };
    const file = join(folder, 'broken.yaml');
    await writeFile(file, stringify(playbook));
    const { code, out } = await holdline('validate', file);
    expect(code).toBe(1);
    expect(out).toContain('high: when rung relative is exhausted or skipped, nothing follows');
    expect(out).toContain('high: outcome wavering of call has no edge');
    expect(out).toContain('high: sms → visit → sms goes round without a bound and without a person');
    const changes = await holdline('diff', 'default', file);
    expect(changes.code).toBe(1);
    expect(changes.out).toContain('tiers.high.rungs.visit.recurring\n  - —\n  + true\n');
  });

  it('says what it cannot read, and how it is used', async () => {
    expect(await holdline('validate', join(folder, 'nowhere.yaml'))).toMatchObject({ code: 1, out: '' });
    const file = join(folder, 'text.yaml');
    await writeFile(file, 'id: [');
    const { code, out } = await holdline('validate', file);
    expect([code, out.split('\n')[1]]).toEqual([1, expect.stringContaining('[malformed]')]);
    for (const args of [[], ['--help'], ['validate', file, '--quick'], ['simulate', file, '--quick']])
      expect(await holdline(...args)).toMatchObject({
        code: 2,
        err: expect.stringMatching(/^usage: holdline playbook/),
      });
  });
});
