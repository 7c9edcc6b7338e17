import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ESLint, Linter } from 'eslint';

const root = resolve(import.meta.dirname, '../..');

/** What the repository's own configuration says about `code` in this file, of the rule that bans clocks and settings. */
async function complaints(path: string, code: string): Promise<string[]> {
  const config = (await new ESLint({ cwd: root }).calculateConfigForFile(
    resolve(root, path),
  )) as Linter.Config;
  const rule = config.rules?.['no-restricted-syntax'];
  if (rule === undefined) throw new Error(`${path} is not linted`);
  const found = new Linter().verify(code, [{ rules: { 'no-restricted-syntax': rule } }], {
    filename: 'snippet.js',
  });
  return found.map((message) => message.message);
}

const CLOCKS = [
  'const t = Date.now();',
  'const read = Date.now;',
  "const t = Date['now']();",
  'const t = globalThis.Date.now();',
  'const { now } = Date;',
  'const t = new Date();',
  'const t = new globalThis.Date();',
  'const t = Date();',
  'const t = performance.now();',
  'const t = performance.timeOrigin;',
  'const t = process.hrtime.bigint();',
  "import { performance } from 'node:perf_hooks';",
];
const SETTINGS = [
  'const port = process.env.PORT;',
  "const all = process['env'];",
  'const all = globalThis.process.env;',
  'const { env } = process;',
  "import { env } from 'node:process';",
];
const FINE = ['const t = new Date(0);', "const t = Date.parse('2026-01-01');", 'const t = await tx.now();'];

describe('the rule that time and settings have one door each', () => {
  it.each([...CLOCKS, ...SETTINGS])('bites on %s', async (code) => {
    for (const path of ['libs/cases/claim-case.ts', 'apps/worker/main.ts', 'test/e2e/story.spec.ts']) {
      expect(await complaints(path, code)).toHaveLength(1);
    }
  });

  it.each(FINE)('lets %s pass', async (code) => {
    expect(await complaints('libs/cases/claim-case.ts', code)).toEqual([]);
  });

  it('stops at the door of libs/platform and of the scripts that run before it', async () => {
    for (const path of ['libs/platform/clock.ts', 'scripts/start.mjs', 'libs/testing/global-setup.mjs']) {
      for (const code of [...CLOCKS, ...SETTINGS]) expect(await complaints(path, code)).toEqual([]);
    }
  });

  it('allows the browser one file with a clock, for display, and no settings there', async () => {
    expect(await complaints('apps/console/src/live/clock.ts', 'const t = Date.now();')).toEqual([]);
    expect(await complaints('apps/console/src/live/clock.ts', 'const x = process.env.X;')).toHaveLength(1);
    expect(
      await complaints('apps/console/src/features/queue/queue.tsx', 'const t = Date.now();'),
    ).toHaveLength(1);
  });

  it('cannot be switched off by a comment', async () => {
    const config = (await new ESLint({ cwd: root }).calculateConfigForFile(
      resolve(root, 'libs/cases/claim-case.ts'),
    )) as Linter.Config;
    expect(config.linterOptions?.noInlineConfig).toBe(true);
  });
});
