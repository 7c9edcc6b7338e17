/** Builds the console with Vite when something it is made of changed since the last build. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.mjs';
import { run } from './steps.mjs';

/** Where vite.config.ts puts it and the api serves it from. */
const OUTPUT = 'dist/console';
const MARK = join(root, 'dist', '.console-built-from');
const MADE_OF = ['apps/console', 'libs/contracts', 'libs/escalation', 'package-lock.json', 'tsconfig.json'];

function files(path) {
  if (!existsSync(join(root, path))) return [];
  if (statSync(join(root, path)).isFile()) return [path];
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules' && !/\.spec\.tsx?$/.test(entry.name))
    .flatMap((entry) => files(`${path}/${entry.name}`));
}

function digestOfSources() {
  const hash = createHash('sha256');
  for (const file of MADE_OF.flatMap(files).sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @returns whether the console is built now; false when Vite failed, with its words on the terminal. */
export async function buildConsole() {
  const digest = digestOfSources();
  const built =
    existsSync(MARK) && existsSync(join(root, OUTPUT, 'index.html')) && readFileSync(MARK, 'utf8');
  if (built === digest) return true;
  console.log('Building the console…');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const code = await run(process.execPath, [vite, 'build', 'apps/console', '--logLevel', 'warn']);
  if (code === 0) writeFileSync(MARK, digest);
  return code === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (!(await buildConsole())) process.exitCode = 1;
}
