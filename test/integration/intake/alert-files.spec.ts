import ExcelJS from '@protobi/exceljs';
import { stringify } from 'csv-stringify/sync';
import type { ImportReport, QuarantineRow } from '#contracts';
import { People } from '#people';
import {
  alertFile,
  createRng,
  type AlertFile,
  type AlertFileOptions,
  type AlertFileRow,
  type FileColumn,
} from '#synthetic';
import { IntakeDesk } from './intake-desk.js';

const NOW = new Date('2026-06-30T02:00:00Z');
const made = (seed: string, more: Partial<AlertFileOptions> = {}): AlertFile =>
  alertFile({ rng: createRng(seed), now: NOW, rows: 60, badRows: 6, ...more });

/** Field of an alert that a column is read into, where a row of the synthetic file may have its fault. */
const FIELD_OF_FAULT: Partial<Record<FileColumn, string>> = {
  idNumber: 'person.idNumber',
  phone: 'person.phone',
  raisedAt: 'raisedAt',
  tier: 'tier',
  amount: 'amountFen',
  fraudType: 'fraudType',
};

/** What a usable row is warned of: its field at fault, unless that is just empty. */
function warnedFields({ kind, fault, cells }: AlertFileRow): string[] {
  return kind === 'warned' && !['', '无'].includes(cells[fault!]) ? [FIELD_OF_FAULT[fault!]!] : [];
}

/** The same table as a workbook; `typed` writes phones and serials as numbers, as Excel itself would. */
async function workbook(table: string[][], typed = false): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('预警');
  for (const row of table) {
    sheet.addRow(row.map((cell) => (typed && /^1\d{10}$/.test(cell) ? Number(cell) : cell)));
  }
  if (table[0]!.slice(1).every((cell) => cell === '')) sheet.mergeCells(1, 1, 1, table[0]!.length);
  return Buffer.from(await book.xlsx.writeBuffer());
}

describe('alert files', () => {
  let desk: IntakeDesk;
  beforeAll(async () => {
    desk = await IntakeDesk.open();
  });
  afterAll(() => desk.close());

  let sources = 0;
  /** A source of its own for each file, since references repeat between files. */
  const upload = async (
    content: Buffer,
  ): Promise<{ report: ImportReport; source: string; again: () => Promise<ImportReport> }> => {
    sources += 1;
    const source = `office-${sources}`;
    const token = `token-of-${source}-0123456789`;
    await desk.source({ id: source, token });
    const send = async (): Promise<ImportReport> => {
      const { status, body } = await desk.upload<ImportReport>(content, 'x', {
        authorization: `Bearer ${token}`,
      });
      expect([status, body]).toEqual([200, expect.anything()]);
      return body;
    };
    return { report: await send(), source, again: send };
  };
  const expectFate = (report: ImportReport, { rows }: AlertFile): void => {
    const bad = rows.filter(({ kind }) => kind === 'unusable');
    expect(report.rows).toBe(rows.length);
    expect(report.counts).toEqual({
      accepted: rows.length - bad.length,
      quarantined: bad.length,
      revised: 0,
      duplicate: 0,
    });
    expect(report.quarantine.map(({ row }) => row)).toEqual(bad.map(({ line }) => line));
    for (const { row, reasons } of report.quarantine) {
      expect(reasons.at(-1)).toMatchObject({ field: 'person', code: 'nobody_reachable' });
      for (const reason of reasons)
        expect(reason).toEqual({
          field: expect.stringMatching(/^[a-zA-Z.]+$/),
          code: expect.stringMatching(/^\w+$/),
          message: expect.stringMatching(/^[ -~]{10,}$/),
          messageZh: expect.stringMatching(/^[^a-z]*\p{Script=Han}[^a-z]*$/u),
          row,
        });
    }
  };

  describe('of 5,000 rows in GB18030 with 200 bad ones', () => {
    const file = made('five thousand', {
      rows: 5000,
      badRows: 200,
      encoding: 'gb18030',
      shuffled: true,
      synonyms: true,
    });
    const usable = file.rows.filter(({ kind }) => kind !== 'unusable');
    let sent: Awaited<ReturnType<typeof upload>>;
    beforeAll(async () => {
      sent = await upload(file.content);
      while ((await desk.place()) > 0);
    }, 600_000);
    const kept = (): Promise<
      { row: number; status: string; fields: string[]; person: string; case: string; phone: string }[]
    > =>
      desk.db.query(
        `SELECT a.import_row AS row, a.status, a.person_id AS person, a.case_id AS case,
                ARRAY(SELECT DISTINCT flaw->>'field' FROM jsonb_array_elements(a.warnings) flaw) AS fields
           FROM alert a WHERE a.source_id = $1 ORDER BY a.import_row`,
        [sent.source],
      );

    it('each usable row is in the case of its own person, with a warning where another field was bad', async () => {
      const rows = (await kept()).filter(({ status }) => status === 'accepted');
      expect(rows.map(({ row, fields }) => [row, fields])).toEqual(
        usable.map((row) => [row.line, warnedFields(row)]),
      );
      // Nobody is in the file twice, so there are as many people and cases as rows.
      for (const what of ['person', 'case'] as const)
        expect(new Set(rows.map((row) => row[what] ?? 'none')).size).toBe(4800);
      expect(
        await desk.count(`desk_case WHERE state = 'open' AND id = ANY ($1)`, [rows.map((row) => row.case)]),
      ).toBe(4800);
      expect(sent.report.warned).toBe(usable.filter((row) => warnedFields(row).length > 0).length);
    });

    it('the person of a case has the phone and the identity number that the row had', async () => {
      const people = desk.app.get(People);
      const persons = new Map((await kept()).map(({ row, person }) => [row, person]));
      const sample = usable.filter(
        ({ kind, fault }, i) => i % 40 === 0 || (kind === 'warned' && fault === 'phone'),
      );
      expect(sample.length).toBeGreaterThan(150);
      for (const { line, usable: known } of sample) {
        const person = persons.get(line)!;
        expect([line, await people.reveal(person, 'phone')]).toEqual([line, known.phone ?? null]);
        expect([line, await people.reveal(person, 'idNumber')]).toEqual([line, known.idNumber ?? null]);
      }
    });

    it('the other 200 are in quarantine with row, field and reason in English and Chinese', async () => {
      expectFate(sent.report, file);
      const supervisor = await desk.signIn('supervisor');
      const { body } = await desk.send<{ items: QuarantineRow[]; total: number }>(
        'GET',
        '/quarantine?limit=500',
        undefined,
        supervisor,
      );
      const own = body.items.filter(({ sourceId }) => sourceId === sent.source);
      expect(own.sort((one, other) => one.row! - other.row!)).toMatchObject(
        sent.report.quarantine.map(({ alertId, row, reasons }) => ({ alertId, row, reasons })),
      );
    });

    it('imported again makes nothing: no case, no alert, no event, no effect; joined by other offices, no case', async () => {
      const all = (): Promise<unknown> =>
        desk.db.one(`SELECT (SELECT count(*) FROM alert) AS alerts, (SELECT count(*) FROM desk_case) AS cases,
                            (SELECT count(*) FROM case_event) AS events, (SELECT count(*) FROM outbox) AS effects`);
      const before = await all();
      const second = await sent.again();
      expect(second.counts).toEqual({ accepted: 0, revised: 0, duplicate: 5000, quarantined: 0 });
      expect(second.quarantine.map(({ row, reasons }) => [row, reasons])).toEqual(
        sent.report.quarantine.map(({ row, reasons }) => [row, reasons]),
      );
      expect(await desk.place()).toBe(0);
      expect(await all()).toEqual(before);

      const cases = await desk.count('desk_case');
      const elsewhere = await upload(Buffer.from(stringify(file.table.slice(0, 101))));
      expect(elsewhere.report.counts.accepted).toBeGreaterThan(80);
      await desk.place();
      expect(await desk.count('desk_case')).toBe(cases);
      expect(
        await desk.count(`alert WHERE source_id = $1 AND status = 'accepted' AND case_id IS NULL`, [
          elsewhere.source,
        ]),
      ).toBe(0);
    });
  });

  it.each<[string, Partial<AlertFileOptions>]>([
    ['UTF-8', { encoding: 'utf8' }],
    ['UTF-8 with BOM, columns shuffled', { encoding: 'utf8-bom', shuffled: true }],
    ['GB18030 under a title', { encoding: 'gb18030', title: '预警对象明细表(2026年6月)' }],
    [
      'synonyms, no names, no stations',
      { encoding: 'gb18030', synonyms: true, without: ['name', 'station'] },
    ],
    [
      'phones alone',
      { encoding: 'utf8', without: ['idNumber'], badRows: 0, spelledShare: 1, warnedShare: 0 },
    ],
  ])('as CSV: %s', async (seed, options) => {
    const file = made(seed, options);
    expectFate((await upload(file.content)).report, file);
  });

  it.each<[string, Partial<AlertFileOptions>, boolean]>([
    ['text cells under a merged title', { title: '全区预警对象明细表' }, false],
    ['phones as numbers, shuffled, synonyms', { shuffled: true, synonyms: true }, true],
  ])('as XLSX: %s', async (seed, options, typed) => {
    const file = made(seed, options);
    expectFate((await upload(await workbook(file.table, typed))).report, file);
  });

  it('without references: the content makes one, so a second import makes no second case', async () => {
    const file = made('no references', { without: ['sourceRef'], encoding: 'gb18030' });
    const { report, again } = await upload(file.content);
    expectFate(report, file);
    expect((await again()).counts).toMatchObject({ accepted: 0, duplicate: 60 });
  });

  it('reads what is written: times, amounts, tiers, types, suspects', async () => {
    const day = new Date(Date.UTC(2026, 5, 30, 9, 5));
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('x');
    sheet.addRow([
      '编号',
      '推送时间',
      '风险等级',
      '诈骗类型',
      '联系电话',
      '被骗金额(万元)',
      '涉诈网址/APP',
      '涉案账户',
    ]);
    sheet.addRow([
      'X1',
      day,
      '特急',
      '冒充电商物流客服',
      13900000021,
      1.5,
      'http://a.example/app;快投',
      '6212',
    ]);
    sheet.addRow(['X2', '2026/6/30 9:05', '高危', '虚假网络投资理财', '="13900000022"', '2,000元', '', '']);
    sheet.addRow(['X3', 46203.37847222222, '紫色', '网络婚恋、交友', '1.3900000023E+10', '', '', '']);
    const { source } = await upload(Buffer.from(await book.xlsx.writeBuffer()));
    const rows = await desk.db.query(
      `SELECT source_ref AS ref, raised_at AS at, tier, fraud_type AS type, amount_fen AS fen, warnings,
              cardinality(suspect_index) AS suspects FROM alert WHERE source_id = $1 ORDER BY source_ref`,
      [source],
    );
    const at = new Date('2026-06-30T09:05:00+08:00');
    expect(rows).toEqual([
      { ref: 'X1', at, tier: 0, type: 'fake_customer_service', fen: 1_500_000, suspects: 3, warnings: [] },
      // The cell names its unit itself, so the header's does not count.
      { ref: 'X2', at, tier: 1, type: 'fake_investment', fen: 200_000, suspects: 0, warnings: [] },
      {
        ref: 'X3',
        at,
        tier: null,
        type: 'romance',
        fen: null,
        suspects: 0,
        warnings: [{ field: 'tier', code: 'unknown_key' }],
      },
    ]);
  });

  it('from a supervisor, who names the source; nobody else of the desk', async () => {
    const { content } = made('by hand', { encoding: 'gb18030', badRows: 0 });
    const supervisor = await desk.signIn('supervisor');
    const report = await desk.upload<ImportReport>(content, 'a.csv', supervisor, '?sourceId=platform');
    expect([report.status, report.body.counts?.accepted]).toEqual([200, 60]);
    expect((await desk.upload(content, 'a.csv', supervisor)).status).toBe(422);
    expect(
      (await desk.upload(content, 'a.csv', await desk.signIn('duty_officer'), '?sourceId=platform')).status,
    ).toBe(403);
    const row = await desk.db.one(
      `SELECT source_id, state, rows, by IS NOT NULL AS named FROM import_batch ORDER BY id DESC LIMIT 1`,
    );
    expect(row).toEqual({ source_id: 'platform', state: 'done', rows: 60, named: true });
  });
});
