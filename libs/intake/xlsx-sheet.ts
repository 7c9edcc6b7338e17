import type { FileRow } from './file-rows.js';
import type { XmlReader } from './read-xml.js';
import type { SharedStrings } from './shared-strings.js';
import { dateOfSerial } from './xlsx-formats.js';
import { cellText, LONGEST_CELL } from './xlsx-texts.js';

/** What the cells of all sheets refer to. */
export interface WorkbookTables {
  strings: SharedStrings;
  /** For each format of cells, whether it shows a number as a date. */
  dates: readonly boolean[];
  from1904: boolean;
}

/** Columns that are read; an alert file has fifteen. */
const MOST_COLUMNS = 256;
/** Last row of a sheet in Excel. */
const LAST_ROW = 1_048_576;

/** Reads a worksheet's rows as text (ECMA-376, 18.3.1): only rows that are there, of merged cells the first. */
export class SheetRows implements XmlReader<FileRow> {
  readonly found: FileRow[] = [];
  private inData = false;
  private row = 0;
  private cells: string[] = [];
  /** Column of the cell, from 0. */
  private column = -1;
  private type = '';
  private format = 0;
  private written = '';
  private within = false;
  private phonetic = false;

  constructor(private readonly tables: WorkbookTables) {}

  /** The row that is being read, from 1; 0 before the first. */
  get reached(): number {
    return this.row;
  }

  open(name: string, { r, t = 'n', s = '0' }: Record<string, string>): void {
    if (name === 'sheetData') this.inData = true;
    if (!this.inData) return;
    if (name === 'row') {
      const number = Number(r ?? NaN);
      this.row = Number.isInteger(number) && number >= 1 && number <= LAST_ROW ? number : this.row + 1;
      this.cells = [];
      this.column = -1;
    } else if (name === 'c') {
      this.column = columnOf(r) ?? this.column + 1;
      this.type = t;
      this.format = Number(s);
      this.written = '';
    } else if (name === 'rPh') this.phonetic = true;
    else if (name === 'v' || name === 't') this.within = !this.phonetic;
  }

  text(part: string): void {
    if (this.within && this.written.length <= LONGEST_CELL) this.written += part;
  }

  close(name: string): void {
    if (name === 'sheetData') this.inData = false;
    else if (name === 'v' || name === 't') this.within = false;
    else if (name === 'rPh') this.phonetic = false;
    else if (!this.inData) return;
    else if (name === 'c' && this.column < MOST_COLUMNS) this.cells[this.column] = this.value();
    else if (name === 'row')
      this.found.push({ row: this.row, cells: Array.from(this.cells, (cell) => cell ?? '') });
  }

  private value(): string {
    const { written } = this;
    if (written === '') return '';
    switch (this.type) {
      case 's':
        return this.tables.strings.at(Number(written));
      case 'inlineStr':
      case 'str':
        return cellText(written);
      case 'n':
        return this.number(written);
      case 'e':
        return '';
      default:
        return written;
    }
  }

  private number(written: string): string {
    const number = Number(written);
    if (!Number.isFinite(number)) return written;
    const date = this.tables.dates[this.format] ? dateOfSerial(number, this.tables.from1904) : null;
    // Past 15 digits a workbook's number has lost some: no identity number may come out of one that looks like it has all.
    return date ?? (Math.abs(number) > Number.MAX_SAFE_INTEGER ? number.toExponential() : String(number));
  }
}

/** Column of a cell's reference, from 0: `A1` is 0, `AB7` is 27; undefined where it names none. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return undefined;
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
