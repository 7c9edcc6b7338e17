import type { XmlReader } from './read-xml.js';

/** Most characters of one cell that are read: what Excel itself allows. */
export const LONGEST_CELL = 32_767;

/** Text of a cell as meant: `_x000D_` stands for a character that XML cannot hold (ECMA-376, 22.9.2.19). */
export function cellText(written: string): string {
  const text = written.includes('_x')
    ? written.replace(/_x([0-9a-f]{4})_/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    : written;
  return text.length > LONGEST_CELL ? text.slice(0, LONGEST_CELL) : text;
}

/** Reads the table of shared strings: the runs of a rich text together, without what tells how to pronounce it. */
export class SharedTexts implements XmlReader<string> {
  readonly found: string[] = [];
  private written = '';
  private within = false;
  private phonetic = false;

  open(name: string): void {
    if (name === 'si') this.written = '';
    else if (name === 'rPh') this.phonetic = true;
    else if (name === 't') this.within = !this.phonetic;
  }

  text(part: string): void {
    if (this.within && this.written.length <= LONGEST_CELL) this.written += part;
  }

  close(name: string): void {
    if (name === 't') this.within = false;
    else if (name === 'rPh') this.phonetic = false;
    else if (name === 'si') this.found.push(cellText(this.written));
  }
}
