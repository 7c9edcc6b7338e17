import type { XmlReader } from './read-xml.js';

/** Number formats that every workbook has and that show a date, also those of Chinese ones (ECMA-376, 18.8.30). */
const BUILT_IN: readonly (readonly [from: number, to: number])[] = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
];
/** More formats of cells than Excel writes (64,000). */
const MOST_FORMATS = 65_536;

/** Reads a workbook's styles: for each format of cells, whether it shows numbers as dates. */
export class CellFormats implements XmlReader<boolean> {
  readonly found: boolean[] = [];
  private readonly own = new Map<string, boolean>();
  private inCellFormats = false;
  private count = 0;

  open(name: string, { numFmtId = '0', formatCode = '' }: Record<string, string>): void {
    if (name === 'numFmt') this.own.set(numFmtId, showsDates(formatCode));
    else if (name === 'cellXfs') this.inCellFormats = true;
    else if (name === 'xf' && this.inCellFormats && this.count < MOST_FORMATS) {
      this.count += 1;
      const id = Number(numFmtId);
      this.found.push(this.own.get(numFmtId) ?? BUILT_IN.some(([from, to]) => id >= from && id <= to));
    }
  }

  close(name: string): void {
    if (name === 'cellXfs') this.inCellFormats = false;
  }
}

/** Whether a format's code names a part of a date outside of quotes, escapes, colours and conditions. */
export function showsDates(code: string): boolean {
  if (/^general$/i.test(code)) return false;
  return /[ymdhs]/i.test(code.replace(/"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, ''));
}

/** Days from the spreadsheet's day 0 to the Unix epoch; its calendar believes that 1900 was a leap year. */
const EPOCH = 25_569;
/** Days between the calendar of 1900 and that of 1904, which old workbooks of Macs count in. */
const YEARS_1904 = 1_462;
/** Serial of 10000-01-01. */
const END = 2_958_466;

/** A serial as `2026-06-30 09:05:00`, local time as the workbook means it; null for what is no day. */
export function dateOfSerial(serial: number, from1904: boolean): string | null {
  const days = serial + (from1904 ? YEARS_1904 : 0);
  if (!(days >= 1 && days < END)) return null;
  const at = new Date(Math.round((days - EPOCH) * 86_400) * 1000);
  return at.toISOString().slice(0, 19).replace('T', ' ');
}
