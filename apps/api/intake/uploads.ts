import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, readdirSync, rmSync, chmodSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { StorageEngine } from 'multer';

/** Largest file: a million rows of an alert file, compressed or not. */
export const MOST_BYTES = 200 * 1024 * 1024;

/**
 * Where uploads rest until they are read: a folder of the data folder that is ours alone, files that are ours alone, under
 * names of ours. What a killed process left there goes at the next start; a data folder has one api.
 */
export function uploads(dataFolder: string): { storage: StorageEngine; limits: Record<string, number> } {
  const folder = join(dataFolder, 'uploads');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  for (const left of readdirSync(folder)) rmSync(join(folder, left), { recursive: true });
  return { storage: privateFiles(folder), limits: { fileSize: MOST_BYTES, files: 1, fields: 10 } };
}

function privateFiles(folder: string): StorageEngine {
  return {
    _handleFile(_request, file, done) {
      const path = join(folder, randomUUID());
      const into = createWriteStream(path, { flags: 'wx', mode: 0o600 });
      pipeline(file.stream, into).then(
        () => done(null, { path, size: into.bytesWritten }),
        (error: unknown) => void unlink(path).finally(() => done(error)),
      );
    },
    _removeFile(_request, file, done) {
      unlink(file.path).then(() => done(null), done);
    },
  };
}
