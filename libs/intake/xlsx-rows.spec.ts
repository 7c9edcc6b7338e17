import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { madeWorkbook, type MadeWorkbook } from '#testing';
import { xlsxSheets } from './xlsx-rows.js';

describe('a workbook', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdline-xlsx-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const saved = async (workbook: MadeWorkbook): Promise<string> => {
    const path = join(folder, 'book');
    await writeFile(path, madeWorkbook(workbook));
    return path;
  };
  /** Rows of each sheet, each as its number and its cells. */
  const read = async (workbook: MadeWorkbook): Promise<(string | number)[][][]> => {
    const sheets: (string | number)[][][] = [];
    for await (const sheet of xlsxSheets(await saved(workbook))) {
      const rows: (string | number)[][] = [];
      sheets.push(rows);
      for await (const { row, cells } of sheet) rows.push([row, ...cells]);
    }
    return sheets;
  };
  /** Cells of the first row. */
  const cells = async (row: string, more: Partial<MadeWorkbook> = {}): Promise<(string | number)[]> =>
    (await read({ sheets: [`<row r="1">${row}</row>`], ...more }))[0]![0]!.slice(1);
  const refusal = async (workbook: MadeWorkbook): Promise<unknown> => {
    try {
      return await read(workbook);
    } catch (error) {
      return error;
    }
  };

  it('holds shared strings: plain, rich, empty, spoken; none for an index that is out of range', async () => {
    const strings = [
      '<si><t>王某&amp;某</t></si>',
      '<si><r><rPr><b/></rPr><t>疑似</t></r><r><t xml:space="preserve"> 刷单</t></r></si>',
      '<si><t>拼</t><rPh sb="0" eb="1"><t>pīn</t></rPh></si>',
      '<si/>',
      '<si><t><![CDATA[a<b]]></t></si>',
      '<si><t>两行_x000D_\n与_x005F_x</t></si>',
    ].join('');
    const row = ['0', '1', '2', '3', '4', '5', '6', '-1', '1.5', ''].map((v) => `<c t="s"><v>${v}</v></c>`);
    expect(await cells(row.join(''), { strings })).toEqual([
      ...['王某&某', '疑似 刷单', '拼', '', 'a<b', '两行\r\n与_x'],
      ...['', '', '', ''],
    ]);
  });

  it('loses no character that two pieces of the archive share', async () => {
    // Characters of three and four bytes, at every offset against the pieces' borders, however long those are.
    const texts = Array.from({ length: 20_000 }, (_, i) => `${'x'.repeat(i % 7)}预警𠮷劝阻${i}`);
    const strings = texts.map((text) => `<si><t>${text}</t></si>`).join('');
    const rows = texts.map(
      (text, i) => `<row><c t="s"><v>${i}</v></c><c t="inlineStr"><is><t>${text}</t></is></c></row>`,
    );
    const [sheet] = await read({ sheets: [rows.join('')], strings });
    expect(sheet).toEqual(texts.map((text, i) => [i + 1, text, text]));
  });

  it('shows dates by format, in the calendar of 1900 and of 1904; other numbers as they are', async () => {
    const styles =
      '<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>' +
      '<numFmt numFmtId="177" formatCode="[Red]#,##0&quot;days&quot;;[$¥-804]0.00E+00"/></numFmts>' +
      '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>' +
      `<cellXfs>${[0, 22, 57, 176, 177].map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs>`;
    const row = [0, 1, 2, 3, 4, 99].map((s) => `<c s="${s}"><v>46203.378472222219</v></c>`).join('');
    const plain = '46203.37847222222';
    const at = '2026-06-30 09:05:00';
    expect(await cells(row, { styles })).toEqual([plain, at, at, at, plain, plain]);
    const early = row.replaceAll('46203.', '44741.');
    expect((await cells(early, { styles, from1904: true }))[1]).toBe(at);
    // A phone in a column that somebody formatted as dates is still a phone.
    expect(await cells('<c s="1"><v>13900000021</v></c><c s="1"><v>0.5</v></c>', { styles })).toEqual([
      '13900000021',
      '0.5',
    ]);
  });

  it('writes numbers out in full unless digits are lost, and takes texts, booleans and formulas by their result', async () => {
    const row = [
      '<c><v>1.3900000021E10</v></c>',
      '<c><v>1.1010119900307E+17</v></c>',
      '<c t="n"><v>0.1</v></c>',
      '<c t="str"><f>A1&amp;"x"</f><v>算出</v></c>',
      '<c t="b"><v>1</v></c>',
      '<c t="e"><v>#N/A</v></c>',
      '<c t="d"><v>2026-06-30T09:05:00</v></c>',
      '<c t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>',
    ].join('');
    expect(await cells(row)).toEqual([
      ...['13900000021', '1.1010119900307e+17', '0.1', '算出', '1', '', '2026-06-30T09:05:00', '甲乙'],
    ]);
  });

  it('numbers rows and columns as a spreadsheet does, also where the file names none', async () => {
    const rows =
      '<row r="2"><c r="B2"><v>1</v></c><c><v>2</v></c></row><row><c r="AB3"><v>3</v></c></row>' +
      '<row r="999999999999"><c r="ZZZ1"><v>4</v></c><c r="A4"><v>5</v></c></row>';
    expect(await read({ sheets: [rows] })).toEqual([
      [
        [2, '', '1', '2'],
        [3, ...Array<string>(27).fill(''), '3'],
        [4, '5'],
      ],
    ]);
  });

  it('is read by its links, whatever its parts are called, in the order of its sheets', async () => {
    const cell = (text: string): string => `<row><c t="inlineStr"><is><t>${text}</t></is></c></row>`;
    const sheets = [cell('first'), cell('second'), cell('third')];
    expect((await read({ sheets })).flat(2)).toEqual([1, 'first', 1, 'second', 1, 'third']);
    const renamed = await read({
      sheets,
      parts: ({ 'xl/worksheets/sheet1.xml': one = '', ...rest }) => ({
        ...rest,
        'xl/Sheets/One.XML': one
          .replaceAll(/<(\/?)(?=[a-z])/g, '<$1x:')
          .replace('<x:worksheet', '<x:worksheet xmlns:x="x"'),
        'xl/_rels/workbook.xml.rels': rest['xl/_rels/workbook.xml.rels']!.replace(
          'worksheets/sheet1.xml',
          '/xl/sheets/one.xml',
        ).replace('/worksheet" Target="worksheets/sheet2', '/chartsheet" Target="worksheets/sheet2'),
      }),
    });
    expect(renamed.flat(2)).toEqual([1, 'first', 1, 'third']);
  });

  it('that breaks off names the row; the rows before it were read', async () => {
    const rows =
      '<row r="1"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row><row r="3"><c><v>3</w></c></row>';
    const seen: number[] = [];
    const reading = async (): Promise<void> => {
      for await (const sheet of xlsxSheets(await saved({ sheets: [rows] })))
        for await (const { row } of sheet) seen.push(row);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'unsupported_file', errors: [{ row: 3 }] });
    expect(seen).toEqual([1, 2]);
  });

  it.each<[string, MadeWorkbook['parts'], object]>([
    ['no workbook', () => ({ 'a.txt': 'x' }), { code: 'unsupported_file' }],
    [
      'a link to nothing',
      ({ 'xl/worksheets/sheet1.xml': _, ...rest }) => rest,
      { code: 'unsupported_file', errors: [{ code: 'damaged' }] },
    ],
    ['no sheet', (all) => ({ ...all, 'xl/workbook.xml': '<workbook/>' }), { code: 'unsupported_file' }],
    ['no XML', (all) => ({ ...all, 'xl/workbook.xml': 'workbook' }), { code: 'unsupported_file' }],
    [
      'entities of its own',
      (all) => ({
        ...all,
        'xl/sharedStrings.xml': '<!DOCTYPE sst [<!ENTITY a "aa">]><sst><si><t>&a;</t></si></sst>',
      }),
      { code: 'unsupported_file' },
    ],
    [
      'nesting without end',
      (all) => ({ ...all, 'xl/sharedStrings.xml': `<sst>${'<r>'.repeat(100_000)}` }),
      { code: 'unsupported_file' },
    ],
    [
      'a text without end',
      (all) => ({
        ...all,
        'xl/sharedStrings.xml': `<sst><si><t>${'x'.repeat(3 * 1024 * 1024)}</t></si></sst>`,
      }),
      { code: 'unsupported_file' },
    ],
    [
      'a structure larger than its rows',
      (all) => ({ ...all, 'xl/workbook.xml': `<workbook>${' '.repeat(17 * 1024 * 1024)}</workbook>` }),
      { code: 'unsupported_file' },
    ],
  ])('is refused with %s', async (_, parts, expected) => {
    expect(await refusal({ sheets: ['<row><c><v>1</v></c></row>'], parts: parts! })).toMatchObject(expected);
  });

  it('is held as its shared strings alone: what is alive does not grow with the rows that were read', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const alive = (): number => {
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const description =
      '疑似下载刷单APP做任务,已完成小额返利,正被引导做大额联单任务,请尽快联系本人劝阻。'.repeat(3);
    const row = `<row><c t="inlineStr"><is><t>${description}</t></is></c>${'<c t="s"><v>0</v></c>'.repeat(9)}</row>`;
    const path = await saved({ sheets: [row.repeat(20_000)], strings: `<si><t>${description}</t></si>` });
    let first = 0;
    let seen = 0;
    for await (const sheet of xlsxSheets(path)) {
      for await (const { cells: read } of sheet) {
        if (read[9] !== description) throw new Error(`row ${seen} is wrong`);
        if (seen === 1000) first = alive();
        seen += 1;
      }
    }
    expect(seen).toBe(20_000);
    // Held, the rows would be 40 MB.
    expect((alive() - first) / 1024 / 1024).toBeLessThan(10);
  });
});
