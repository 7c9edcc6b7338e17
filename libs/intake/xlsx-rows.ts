import { DeskError } from '#platform';
import type { FileRow, FileSheet } from './file-rows.js';
import { readXml } from './read-xml.js';
import { SharedStrings } from './shared-strings.js';
import { damagedWorkbook } from './workbook-refusals.js';
import { CellFormats } from './xlsx-formats.js';
import { XlsxPackage } from './xlsx-package.js';
import { SheetRows, type WorkbookTables } from './xlsx-sheet.js';
import { SharedTexts } from './xlsx-texts.js';

/**
 * The sheets of a workbook as rows of text, in the workbook's order, streamed: of all its content only the shared
 * strings are held (docs/adr/0009). Guard the archive first.
 *
 * @throws DeskError unsupported_file for what is no workbook, with the row where it stops being one; too_large for
 *   too much shared text
 */
export async function* xlsxSheets(path: string): AsyncGenerator<FileSheet> {
  const parts = await XlsxPackage.open(path);
  try {
    const book = (await parts.relations('')).find(({ type }) => type === 'officeDocument')?.target;
    if (book === undefined) throw damagedWorkbook();
    const relations = await parts.relations(book);
    const { ids, from1904 } = await readBook(parts, book);
    const tables: WorkbookTables = { strings: new SharedStrings(), dates: [], from1904 };
    for (const { type, target } of relations) {
      if (type === 'styles') tables.dates = await parts.read(target, new CellFormats());
      if (type !== 'sharedStrings') continue;
      for await (const texts of readXml(await parts.stream(target), new SharedTexts()))
        for (const text of texts) tables.strings.add(text);
    }
    const sheets = ids
      .map((id) => relations.find((one) => one.id === id))
      .filter((one) => one?.type === 'worksheet');
    if (sheets.length === 0) throw damagedWorkbook();
    for (const sheet of sheets) yield rowsOf(parts, sheet!.target, tables);
  } catch (error) {
    throw refusal(error);
  } finally {
    parts.close();
  }
}

async function* rowsOf(parts: XlsxPackage, name: string, tables: WorkbookTables): AsyncGenerator<FileRow> {
  const sheet = new SheetRows(tables);
  try {
    for await (const rows of readXml(await parts.stream(name), sheet)) yield* rows;
  } catch (error) {
    throw refusal(error, sheet.reached);
  }
}

/** Ids of the sheets in their order, and the calendar that dates are counted in. */
async function readBook(parts: XlsxPackage, name: string): Promise<{ ids: string[]; from1904: boolean }> {
  let from1904 = false;
  const found: string[] = [];
  const ids = await parts.read(name, {
    found,
    open: (element, attributes) => {
      if (element === 'workbookPr') from1904 = /^(1|true)$/.test(attributes.date1904 ?? '');
      const id = Object.entries(attributes).find(([key]) => /:id$/.test(key))?.[1];
      if (element === 'sheet' && id !== undefined) found.push(id);
    },
  });
  return { ids, from1904 };
}

/** Failures of the disk are ours; everything else that is thrown in here is the workbook's. */
function refusal(error: unknown, row = 0): unknown {
  const ours = error instanceof DeskError || (error as { code?: string }).code?.startsWith('E');
  return ours ? error : damagedWorkbook(row > 0 ? row : undefined);
}
