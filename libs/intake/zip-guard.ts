import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openPromise, type Entry } from 'yauzl';
import { DeskError } from '#platform';
import { damagedWorkbook, zipBomb } from './workbook-refusals.js';

/** Limits of what a workbook may unfold to; 200,000 rows of fifteen columns stay below a third of them. */
export const ZIP_LIMITS = { bytes: 1024 ** 3, entries: 1000, ratio: 150, ratioFrom: 1024 ** 2 };

/**
 * Proves, before anything else opens it, that an archive unfolds to no more than it may: sizes of the central
 * directory first, then every entry is inflated into nothing while its bytes are counted, since a directory can lie.
 * No two entries may share bytes, which is how a small archive is made to unfold many times over. Gaps do no harm: the
 * workbook's reader goes by the directory, as this does.
 *
 * @throws DeskError unsupported_file for what is no sound archive, too_large for a bomb
 */
export async function guardZip(path: string, limits: typeof ZIP_LIMITS = ZIP_LIMITS): Promise<void> {
  const zip = await openPromise(path, { autoClose: false, validateEntrySizes: true }).catch(broken);
  try {
    const entries: Entry[] = [];
    let declared = 0;
    for await (const entry of zip.eachEntry()) {
      entries.push(entry);
      declared += entry.uncompressedSize;
      const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize);
      const unlikely = entry.uncompressedSize > limits.ratioFrom && ratio > limits.ratio;
      if (entries.length > limits.entries || declared > limits.bytes || unlikely) throw zipBomb();
    }
    entries.sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
    let end = 0;
    let inflated = 0;
    const counter = (): Writable =>
      new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          inflated += chunk.length;
          done(inflated > limits.bytes ? zipBomb() : null);
        },
      });
    for (const entry of entries) {
      if (entry.relativeOffsetOfLocalHeader < end) throw zipBomb();
      const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
      end = fileDataStart + entry.compressedSize;
      await pipeline(await zip.openReadStreamPromise(entry), counter());
    }
  } catch (error) {
    if (error instanceof DeskError) throw error;
    broken(error);
  } finally {
    zip.close();
  }
}

function broken(error: unknown): never {
  // Failures of the disk are ours; everything else is the archive's.
  if ((error as { code?: string }).code?.startsWith('E')) throw error;
  throw damagedWorkbook();
}
