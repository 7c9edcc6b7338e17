import { tooMuchText } from './workbook-refusals.js';

const CHUNK = 4 * 1024 * 1024;
/** All strings of a workbook together; 200,000 rows of an alert file, no cell twice, need half of it. */
const MOST_BYTES = 192 * 1024 * 1024;
/** What a string costs beside its bytes: two places of four bytes, and as much again while they grow. */
const OVERHEAD = 16;

/**
 * The strings that a workbook's cells point to, as bytes outside the heap: a million small JavaScript strings, each
 * holding on to the piece of XML it was cut from, take four times as much.
 */
export class SharedStrings {
  private readonly chunks: Buffer[] = [];
  /** Where each string starts and ends, counted over all chunks; grow by doubling. */
  private starts = new Uint32Array(4096);
  private ends = new Uint32Array(4096);
  private count = 0;
  /** Free from here on in the last chunk. */
  private free = 0;

  constructor(private readonly mostBytes = MOST_BYTES) {}

  /** @throws DeskError too_large */
  add(text: string): void {
    const bytes = Buffer.byteLength(text, 'utf8');
    if (bytes > CHUNK) throw tooMuchText();
    if (this.chunks.length === 0 || this.free + bytes > CHUNK) {
      this.chunks.push(Buffer.allocUnsafeSlow(CHUNK));
      this.free = 0;
    }
    const base = (this.chunks.length - 1) * CHUNK;
    if (base + this.free + bytes + this.count * OVERHEAD > this.mostBytes) throw tooMuchText();
    this.chunks.at(-1)!.write(text, this.free, 'utf8');
    if (this.count === this.starts.length) {
      this.starts = doubled(this.starts);
      this.ends = doubled(this.ends);
    }
    this.starts[this.count] = base + this.free;
    this.free += bytes;
    this.ends[this.count] = base + this.free;
    this.count += 1;
  }

  /** The string of this index; empty when there is none. */
  at(index: number): string {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) return '';
    const start = this.starts[index]!;
    const base = start - (start % CHUNK);
    return this.chunks[base / CHUNK]!.toString('utf8', start - base, this.ends[index]! - base);
  }
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
