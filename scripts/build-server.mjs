/**
 * Compiles the server: every libs/**.ts and every app but the console becomes dist/<same path>.js, other files
 * are copied, specs are left out. Only what changed is compiled, files are written whole and renamed, so two
 * builds at once do no harm and an unchanged tree costs a directory walk.
 */
import { copyFile, mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.mjs';

const SOURCES = ['libs', 'apps/api', 'apps/worker', 'apps/standalone', 'apps/sandbox', 'apps/cli'];
const LEFT_OUT = /\.spec\.ts$|\.d\.ts$|\.md$|(^|[\\/])tsconfig[^\\/]*\.json$/;
/** Compiling everything anew when one of these changes. */
const SETTINGS = ['.swcrc', 'package-lock.json', 'scripts/build-server.mjs'];

/** Files below `folder`, relative to the root; none when it is not there. */
async function filesBelow(folder) {
  const entries = await readdir(join(root, folder), { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      relative(root, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join('/'),
    );
}

async function changedAt(path) {
  return stat(join(root, path)).then(
    (found) => found.mtimeMs,
    () => 0,
  );
}

async function writeWhole(path, content) {
  const half = `${path}.${process.pid}.half`;
  await writeFile(half, content);
  await rename(half, path);
}

async function compile(transformFile, source, target) {
  const { code, map } = await transformFile(join(root, source), {
    cwd: root,
    sourceFileName: relative(dirname(join(root, target)), join(root, source)),
  });
  const mapName = `${target.split('/').at(-1)}.map`;
  await writeWhole(join(root, `${target}.map`), map ?? '{}');
  await writeWhole(join(root, target), `${code}\n//# sourceMappingURL=${mapName}\n`);
}

/** Removes what an earlier build made of sources that are gone. */
async function removeStale(targets) {
  const built = (await Promise.all(SOURCES.map((folder) => filesBelow(`dist/${folder}`)))).flat();
  const stale = built.filter((file) => !targets.has(file.replace(/\.map$/, '')) && !file.endsWith('.half'));
  await Promise.all(stale.map((file) => rm(join(root, file), { force: true })));
  return stale.length;
}

/**
 * @returns how many files were compiled or copied, how many stale ones removed, and the sources that do not
 *   compile, each with its message; their last good output stays.
 */
export async function buildServer() {
  const newestSetting = Math.max(...(await Promise.all(SETTINGS.map(changedAt))));
  const sources = (await Promise.all(SOURCES.map(filesBelow))).flat().filter((file) => !LEFT_OUT.test(file));
  const jobs = sources.map((source) => ({ source, target: `dist/${source.replace(/\.ts$/, '.js')}` }));
  const removed = await removeStale(new Set(jobs.map((job) => job.target)));
  const errors = [];
  let built = 0;
  let transformFile;
  for (const { source, target } of jobs) {
    const sourceTime = await changedAt(source);
    const targetTime = await changedAt(target);
    // The output bears its source's time, so a file that was put back (an older branch) counts as changed too.
    const fresh = Math.abs(targetTime - sourceTime) < 1 && (await builtAfter(target, newestSetting));
    if (fresh) continue;
    await mkdir(dirname(join(root, target)), { recursive: true });
    try {
      if (source.endsWith('.ts')) {
        ({ transformFile } = transformFile ? { transformFile } : await import('@swc/core'));
        await compile(transformFile, source, target);
      } else {
        await copyFile(join(root, source), join(root, target));
      }
      await utimes(join(root, target), sourceTime / 1000, sourceTime / 1000);
      built += 1;
    } catch (error) {
      errors.push({ source, message: String(error?.message ?? error) });
    }
  }
  return { built, removed, errors };
}

/** Whether the file was written (its inode changed) after `time`. */
async function builtAfter(target, time) {
  return stat(join(root, target)).then(
    (found) => found.ctimeMs >= time,
    () => false,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { built, removed, errors } = await buildServer();
  for (const { source, message } of errors) console.error(`${source}: ${message}`);
  console.log(
    `server: ${built} files built, ${removed} removed${errors.length ? `, ${errors.length} FAILED` : ''}`,
  );
  if (errors.length > 0) process.exitCode = 1;
}
