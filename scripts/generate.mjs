/**
 * Files of the repository that a program writes: `node scripts/generate.mjs` writes them anew, `--check` only
 * says which are not what would be written, and then exits with 1.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from './root.mjs';

/** Path in the repository → the module that makes its text: `default` is `() => Promise<string>`. */
const GENERATED = {
  'docs/openapi.json': () => import('./openapi/document.mjs'),
};

const checkOnly = process.argv.includes('--check');
const stale = [];
for (const [path, load] of Object.entries(GENERATED)) {
  const text = await (await load()).default();
  const found = await readFile(join(root, path), 'utf8').catch(() => undefined);
  if (found === text) continue;
  stale.push(path);
  if (checkOnly) continue;
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}
for (const path of stale)
  console.log(checkOnly ? `${path} is stale: npm run generate writes it` : `wrote ${path}`);
if (checkOnly && stale.length > 0) process.exitCode = 1;
