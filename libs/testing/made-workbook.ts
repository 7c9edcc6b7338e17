import { madeZip } from './made-zip.js';

export interface MadeWorkbook {
  /** `<row>`s of each sheet. */
  sheets: string[];
  /** `<si>`s. */
  strings?: string;
  /** Contents of `<styleSheet>`. */
  styles?: string;
  from1904?: boolean;
  /** Changes the parts before they are packed. */
  parts?: (parts: Record<string, string>) => Record<string, string>;
}

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const xml = (root: string, inside: string, attributes = ''): string =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<${root}${attributes}>${inside}</${root}>`;
const links = (targets: (readonly [type: string, target: string])[]): string =>
  xml(
    'Relationships',
    targets
      .map(([type, target], i) => `<Relationship Id="r${i}" Type="${RELATIONS}/${type}" Target="${target}"/>`)
      .join(''),
  );

/** A workbook from its XML, so that a spec can make what no library would write. */
export function madeWorkbook({ sheets, strings, styles, from1904, parts }: MadeWorkbook): Buffer {
  const made: Record<string, string> = {
    '_rels/.rels': links([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': xml(
      'workbook',
      `<workbookPr${from1904 ? ' date1904="1"' : ''}/><sheets>${sheets
        .map((_, i) => `<sheet name="s${i}" sheetId="${i + 1}" r:id="r${i}"/>`)
        .join('')}</sheets>`,
      ` xmlns:r="${RELATIONS}"`,
    ),
    'xl/_rels/workbook.xml.rels': links([
      ...sheets.map((_, i) => ['worksheet', `worksheets/sheet${i + 1}.xml`] as const),
      ['sharedStrings', 'sharedStrings.xml'],
      ['styles', 'styles.xml'],
    ]),
    'xl/styles.xml': xml('styleSheet', styles ?? ''),
    'xl/sharedStrings.xml': xml('sst', strings ?? ''),
    ...Object.fromEntries(
      sheets.map((rows, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        xml('worksheet', `<sheetData>${rows}</sheetData>`),
      ]),
    ),
  };
  return madeZip(
    Object.entries(parts?.(made) ?? made).map(([name, content]) => ({ name, content: Buffer.from(content) })),
  );
}
