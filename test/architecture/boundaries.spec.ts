import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

/** One small repository under our rules, with each of them broken once and the good beside the bad. */
const FILES: Record<string, string> = {
  'libs/escalation/index.ts': "import { readFileSync } from 'node:fs';\nexport const tiers = readFileSync;\n",
  'libs/contracts/index.ts': "export type { Tier } from '#escalation';\n",
  'libs/people/index.ts': "import { claim } from '#cases';\nexport const p = claim;\n",
  'libs/cases/index.ts': "import { tiers } from '#escalation';\nexport const claim = tiers;\n",
  'libs/cases/lease.ts': "import { renew } from './renew.js';\nexport const lease = () => renew;\n",
  'libs/cases/renew.ts': "import { lease } from './lease.js';\nexport const renew = () => lease;\n",
  'libs/cases/claim.spec.ts': "export * from '#testing';\n",
  'libs/testing/index.ts': 'export const harness = 1;\n',
  'libs/outreach/index.ts': 'export type Sms = string;\n',
  'libs/countermeasures/index.ts': "import type { Sms } from '#outreach';\nexport type Notice = Sms;\n",
  'libs/reports/index.ts': "import { lease } from '../cases/lease.js';\nexport const r = lease;\n",
  'libs/gossip/index.ts': "import { lookup } from 'node:dns';\nexport const g = lookup;\n",
  'apps/api/main.ts': "import { harness } from '#testing';\nexport const s = harness;\n",
  'apps/worker/main.ts':
    "import { s } from '../api/main.js';\nimport { claim } from '#cases';\nexport const w = [s, claim];\n",
  'apps/console/src/main.ts': "import { claim } from '#cases';\nexport const c = claim;\n",
  'apps/standalone/main.ts': "import { seed } from '../cli/seed.js';\nexport const m = seed;\n",
  'apps/cli/seed.ts': "import { claim } from '#cases';\nexport const seed = claim;\n",
};

/** Rule → the file that breaks it, in the repository made of FILES. */
async function broken(repository: string): Promise<Record<string, string>> {
  for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) {
    await cp(join(root, name), join(repository, name));
  }
  await symlink(join(root, 'node_modules'), join(repository, 'node_modules'));
  for (const [path, code] of Object.entries(FILES)) {
    await mkdir(dirname(join(repository, path)), { recursive: true });
    await writeFile(join(repository, path), code);
  }
  const cruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cruise, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'libs', 'apps'];
  const { stdout } = await run(process.execPath, args, { cwd: repository }).catch(
    // It ends with the number of violations.
    (ended: { stdout: string }) => ended,
  );
  const report = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string }; from: string }[] };
  };
  return Object.fromEntries(report.summary.violations.map(({ rule, from }) => [rule.name, from]));
}

describe('the import table', () => {
  let folder: string;
  let found: Record<string, string>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdline-boundaries-'));
    found = await broken(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['stops an upward import', 'libs-people-imports', 'libs/people/index.ts'],
    [
      'stops a sideways import, of a type too',
      'libs-countermeasures-imports',
      'libs/countermeasures/index.ts',
    ],
    ['stops an import past the index', 'libs-through-their-index', 'libs/reports/index.ts'],
    ['stops an app that imports another app', 'apps-worker-imports', 'apps/worker/main.ts'],
    ['keeps the console to contracts and the engine', 'apps-console-imports', 'apps/console/src/main.ts'],
    ['keeps the engine pure', 'pure-libs-stay-pure', 'libs/escalation/index.ts'],
    ['keeps the harness out of what ships', 'testing-is-for-specs', 'apps/api/main.ts'],
    [
      'lets the standalone start the seed, not import it',
      'apps-standalone-imports',
      'apps/standalone/main.ts',
    ],
    ['wants a line in the table for a new lib', 'every-unit-is-in-the-table', 'libs/gossip/index.ts'],
  ])('%s', (_what, rule, file) => {
    expect(found[rule]).toBe(file);
  });

  it('stops a cycle', () => {
    expect(found['no-cycles']).toMatch(/^libs\/cases\/(lease|renew)\.ts$/);
  });

  it('has nothing against what the table allows', () => {
    expect(Object.keys(found)).toHaveLength(10);
  });
});

describe('names', () => {
  it('says what is in a folder: no utils, helpers, common or types', async () => {
    const vague: string[] = [];
    for (const top of ['libs', 'apps', 'test', 'scripts']) {
      for (const entry of await readdir(join(root, top), { withFileTypes: true, recursive: true })) {
        if (!entry.isDirectory() || entry.parentPath.includes('node_modules')) continue;
        if (/^(utils?|helpers?|common|types)$/.test(entry.name))
          vague.push(join(entry.parentPath, entry.name));
      }
    }
    expect(vague).toEqual([]);
  });

  it('are kebab-case, with the role after a dot', async () => {
    const odd: string[] = [];
    for (const top of ['libs', 'apps', 'test', 'scripts']) {
      for (const entry of await readdir(join(root, top), { withFileTypes: true, recursive: true })) {
        if (!entry.isFile() || !/\.(m?[jt]sx?)$/.test(entry.name)) continue;
        if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)+$/.test(basename(entry.name))) odd.push(entry.name);
      }
    }
    expect(odd).toEqual([]);
  });
});
