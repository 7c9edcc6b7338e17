import ExcelJS from '@protobi/exceljs';
import type { CellValue } from '@protobi/exceljs';
import type { Readable } from 'node:stream';
import { DeskError } from '#platform';
import type { FileRow, FileSheet } from './file-rows.js';

/** Most characters of one cell that are read; Excel itself allows 32,767. */
const LONGEST_CELL = 32_767;

/**
 * The sheets of a workbook as rows of text, streamed; the only file that knows the XLSX library (a maintained fork of
 * exceljs). Guard the archive first. Shared strings are held in memory, the rows are not.
 *
 * @throws DeskError unsupported_file for what is no workbook
 */
export async function* xlsxSheets(path: string): AsyncGenerator<FileSheet> {
  const reader = new ExcelJS.stream.xlsx.WorkbookReader(path, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'ignore',
  });
  let sheets = 0;
  try {
    for await (const sheet of reader) {
      sheets += 1;
      yield rowsOf(sheet);
    }
  } catch (error) {
    if (error instanceof DeskError || isOurs(error)) throw error;
    throw notAWorkbook();
  } finally {
    (reader as unknown as { stream?: Readable }).stream?.destroy();
  }
  if (sheets === 0) throw notAWorkbook();
}

async function* rowsOf(sheet: ExcelJS.stream.xlsx.WorksheetReader): AsyncGenerator<FileRow> {
  for await (const row of sheet) {
    const cells: string[] = [];
    row.eachCell({ includeEmpty: false }, (cell, column) => {
      // Of merged cells only the first has the value.
      cells[column - 1] = textOf(cell.value).slice(0, LONGEST_CELL);
    });
    yield { row: row.number, cells: Array.from(cells, (cell) => cell ?? '') };
  }
}

/** A date is local time without a zone in a workbook; the library hands it out as if it were UTC. */
function textOf(value: CellValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 19).replace('T', ' ');
  }
  if (typeof value !== 'object') return String(value);
  if ('richText' in value) return value.richText.map((part) => part.text).join('');
  if ('text' in value) return textOf(value.text);
  if ('result' in value) return textOf(value.result as CellValue);
  return '';
}

/** A failure of the caller's own work while it took the rows, which passes through this generator. */
function isOurs(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && !code.startsWith('Z_');
}

function notAWorkbook(): DeskError {
  const message = 'the file is damaged or no XLSX workbook';
  return new DeskError('unsupported_file', message, [
    { field: 'file', code: 'damaged', message, messageZh: '文件已损坏或不是XLSX工作簿' },
  ]);
}
