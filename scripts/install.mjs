/**
 * What a fresh clone lacks. Node's own modules only: this runs before `npm ci` did, by commands that must work
 * right after `git clone`.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { run } from './steps.mjs';

const OLDEST_NODE = [20, 19];
/** Written after a complete `npm ci`: the lock it installed. Inside node_modules, so that it goes with it. */
const MARK = join(root, 'node_modules', '.holdline-installed');
/** npm's own copy of what it installed, so that a folder somebody installed by hand counts too. */
const NPM_MARK = join(root, 'node_modules', '.package-lock.json');

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The packages of a lock file that must be there: name and version of everything not optional. */
function wanted(lock) {
  return Object.entries(lock.packages ?? {}).filter(
    ([path, entry]) => path !== '' && !entry.optional && !entry.devOptional && !entry.link,
  );
}

function installedByHand(lockText) {
  const have = JSON.parse(read(NPM_MARK) ?? '{}').packages;
  if (!have) return false;
  return wanted(JSON.parse(lockText)).every(([path, entry]) => have[path]?.version === entry.version);
}

/**
 * Runs `npm ci` when node_modules is missing or is not what package-lock.json says. Ends the process with a
 * clear line when Node is too old or the installation fails.
 */
export async function installIfNeeded() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    console.error(`Holdline needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
    process.exit(1);
  }
  const lock = read(join(root, 'package-lock.json')) ?? '{}';
  const digest = createHash('sha256').update(lock).digest('hex');
  if (read(MARK)?.trim() === digest) return;
  if (!installedByHand(lock)) {
    console.log('Installing the packages of package-lock.json (npm ci)…');
    // NODE_ENV=production would leave out what builds and tests.
    const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error'], {
      NODE_ENV: 'development',
    });
    if (code !== 0) {
      console.error('npm ci failed; the lines above say why. It needs the npm registry.');
      process.exit(code);
    }
  }
  writeFileSync(MARK, `${digest}\n`);
}
