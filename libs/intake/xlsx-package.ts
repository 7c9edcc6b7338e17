import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { readXml, type XmlReader } from './read-xml.js';
import { damagedWorkbook } from './workbook-refusals.js';

/** A link from one part to another (ECMA-376 part 2, section 6.5). */
export interface Relation {
  id: string;
  /** Last word of the type's address, which transitional and strict workbooks have in common: `worksheet`. */
  type: string;
  /** Name of the other part. */
  target: string;
}

/** Largest part that says how a workbook is put together; what holds rows and texts is streamed, whatever its size. */
const LARGEST_STRUCTURE = 16 * 1024 * 1024;

/** The parts of a workbook's archive by name. Guard the archive first. */
export class XlsxPackage {
  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: Map<string, Entry>,
  ) {}

  static async open(path: string): Promise<XlsxPackage> {
    const zip = await openPromise(path, { autoClose: false, validateEntrySizes: true });
    const entries = new Map<string, Entry>();
    // Names of parts differ by more than case (ECMA-376 part 2, section 6.2.2).
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName.toLowerCase(), entry);
    return new XlsxPackage(zip, entries);
  }

  close(): void {
    this.zip.close();
  }

  /** @throws DeskError unsupported_file when there is no such part */
  async stream(name: string): Promise<Readable> {
    const entry = this.entries.get(name.toLowerCase());
    if (!entry) throw damagedWorkbook();
    return this.zip.openReadStreamPromise(entry);
  }

  /** A whole part of the structure. @throws DeskError unsupported_file when there is none or it is no such part */
  async read<T>(name: string, reader: XmlReader<T>): Promise<T[]> {
    if ((this.entries.get(name.toLowerCase())?.uncompressedSize ?? 0) > LARGEST_STRUCTURE)
      throw damagedWorkbook();
    const all: T[] = [];
    for await (const found of readXml(await this.stream(name), reader)) all.push(...found);
    return all;
  }

  /** @param part empty for the archive as a whole */
  async relations(part: string): Promise<Relation[]> {
    const folder = posix.dirname(part);
    const found: Relation[] = [];
    return this.read(posix.join(folder, '_rels', `${posix.basename(part)}.rels`), {
      found,
      open: (name, { Id = '', Type = '', Target = '', TargetMode }) => {
        if (name !== 'Relationship' || TargetMode === 'External') return;
        found.push({
          id: Id,
          type: posix.basename(Type),
          target: Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target),
        });
      },
    });
  }
}
