import { open, stat } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import type { AlertStatus, ImportReport, QuarantineRow } from '#contracts';
import { Database, DeskError } from '#platform';
import { csvRows, detectEncoding } from './csv-rows.js';
import { alertOfRow } from './file-alert.js';
import { HEADERS, readHeader, type Columns, type FileField } from './file-columns.js';
import type { FileRow, FileSheet } from './file-rows.js';
import { Intake, type Received } from './intake.js';
import { fieldError } from './reasons.js';
import type { Source } from './sources.js';
import { xlsxSheets } from './xlsx-rows.js';
import { guardZip } from './zip-guard.js';

/** Rows that go into the database together; the file is read no further meanwhile. */
const BATCH = 500;
/** … or fewer, when their cells together have more characters: a batch of endless descriptions fits in memory too. */
const BATCH_CHARACTERS = 1_000_000;
/** Titles and remarks may stand above the header, in so many rows. */
const HEADER_WITHIN = 10;
/** Rows in quarantine that a report lists; all of them are in `GET /quarantine`. */
const LISTED = 1000;

type Format = 'csv' | 'xlsx';

/** First bytes of what people send instead: PDF, old Office, pictures, other archives. */
const FOREIGN = [
  '255044462d',
  'd0cf11e0',
  '89504e47',
  'ffd8ff',
  '47494638',
  '526172211a',
  '377abcaf',
  '1f8b',
].map((hex) => Buffer.from(hex, 'hex'));

interface Tally {
  rows: number;
  counts: Record<AlertStatus, number>;
  warned: number;
  quarantine: QuarantineRow[];
}

/** Imports alert files of offices: CSV in whatever encoding, XLSX; streamed, so that size costs no memory. */
@Injectable()
export class FileImports {
  constructor(
    private readonly db: Database,
    private readonly intake: Intake,
  ) {}

  /**
   * Reads the file to its end, accepting its rows in batches: what was accepted stays when a later row stops the file.
   *
   * @throws DeskError invalid (empty, no header, missing column), unsupported_file, too_large; `current` is the report
   *   of the rows before the fault, if there were any
   */
  async run(source: Source, path: string, by: string | null): Promise<ImportReport> {
    const { size } = await stat(path);
    if (size === 0) throw refused('empty_file', 'the file is empty', '文件为空');
    const format = await formatOf(path);
    const [batch] = await this.db.query<{ id: string }>(
      `INSERT INTO import_batch (source_id, by, format, bytes) VALUES ($1, $2, $3, $4) RETURNING id`,
      [source.id, by, format, size],
    );
    const importId = batch!.id;
    const tally: Tally = {
      rows: 0,
      counts: { accepted: 0, revised: 0, duplicate: 0, quarantined: 0 },
      warned: 0,
      quarantine: [],
    };
    try {
      await this.read(source, format, path, importId, tally);
      await this.finish(importId, tally, null);
    } catch (error) {
      await this.finish(importId, tally, error instanceof DeskError ? error.code : 'failed');
      if (!(error instanceof DeskError) || tally.rows === 0) throw error;
      throw new DeskError(error.code, error.message, error.errors, reportOf(importId, tally));
    }
    return reportOf(importId, tally);
  }

  private async read(
    source: Source,
    format: Format,
    path: string,
    importId: string,
    tally: Tally,
  ): Promise<void> {
    let refusal: DeskError | null = null;
    let understood = 0;
    for await (const sheet of sheetsOf(format, path)) {
      const missing = await this.readSheet(source, sheet, importId, tally);
      if (missing) refusal ??= missing;
      else understood += 1;
    }
    // Further sheets may hold notes; but one at least must be alerts.
    if (understood === 0) throw refusal ?? refused('empty_file', 'the file has no rows', '文件没有内容');
  }

  /** @returns why the sheet is no sheet of alerts, null when its rows were taken */
  private async readSheet(
    source: Source,
    sheet: FileSheet,
    importId: string,
    tally: Tally,
  ): Promise<DeskError | null> {
    let columns: Columns | null = null;
    let absent: string[] = [];
    let seen = 0;
    let batch: Received[] = [];
    let characters = 0;
    const flush = async (): Promise<void> => {
      await this.take(source, batch, importId, tally);
      batch = [];
      characters = 0;
    };
    let fault: unknown;
    for await (const { row, cells } of upToFault(sheet, (error) => (fault = error))) {
      if (cells.every((cell) => cell.trim() === '')) continue;
      if (!columns) {
        seen += 1;
        columns = readHeader(cells);
        if (columns) {
          const refusal = missingColumn(columns, row);
          if (refusal) return refusal;
          absent = absentFields(columns);
        } else if (seen >= HEADER_WITHIN) return noHeader();
        continue;
      }
      batch.push({ ...alertOfRow(cells, columns), row, absent });
      characters += cells.reduce((sum, { length }) => sum + length, 0);
      if (batch.length >= BATCH || characters >= BATCH_CHARACTERS) await flush();
    }
    await flush();
    if (fault !== undefined) throw fault;
    if (columns) return null;
    return seen === 0 ? refused('empty_file', 'the file has no rows', '文件没有内容') : noHeader();
  }

  private async take(source: Source, batch: Received[], importId: string, tally: Tally): Promise<void> {
    if (batch.length === 0) return;
    const now = await this.db.now();
    const results = await this.intake.accept(source, batch, importId);
    results.forEach((result, index) => {
      tally.rows += 1;
      tally.counts[result.status] += 1;
      const errors = result.errors ?? [];
      const inQuarantine =
        result.status === 'quarantined' || (result.status === 'duplicate' && errors.length > 0);
      if (!inQuarantine && errors.length > 0) tally.warned += 1;
      if (!inQuarantine || tally.quarantine.length >= LISTED) return;
      tally.quarantine.push({
        alertId: result.id,
        row: batch[index]!.row ?? null,
        sourceId: source.id,
        sourceRef: result.sourceRef,
        receivedAt: new Date(now).toISOString(),
        dueAt: new Date(now + 3 * 60_000).toISOString(),
        reasons: errors,
      });
    });
  }

  private async finish(importId: string, tally: Tally, error: string | null): Promise<void> {
    await this.db.query(
      `UPDATE import_batch SET state = $2, error = $3, rows = $4, counts = $5, warned = $6,
              finished_at = holdline_now() WHERE id = $1`,
      [importId, error ? 'failed' : 'done', error, tally.rows, JSON.stringify(tally.counts), tally.warned],
    );
  }
}

function reportOf(importId: string, tally: Tally): ImportReport {
  return { importId, ...tally, truncated: tally.counts.quarantined > tally.quarantine.length };
}

/** The rows before the one where the file stops being one: they are taken before the fault is told. */
async function* upToFault(sheet: FileSheet, tell: (fault: unknown) => void): FileSheet {
  try {
    yield* sheet;
  } catch (error) {
    tell(error);
  }
}

async function* sheetsOf(format: Format, path: string): AsyncGenerator<AsyncIterable<FileRow>> {
  if (format === 'csv') yield csvRows(path, await detectEncoding(path));
  else {
    await guardZip(path);
    yield* xlsxSheets(path);
  }
}

/** By the first bytes, not by the name: a ZIP is taken for XLSX, text for CSV, anything else is refused. */
async function formatOf(path: string): Promise<Format> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    const head = buffer.subarray(0, bytesRead);
    if (head.subarray(0, 2).toString('latin1') === 'PK') return 'xlsx';
    const utf16 = head[0] === 0xff && head[1] === 0xfe;
    const binary = !utf16 && head.includes(0);
    if (
      !binary &&
      !FOREIGN.some((magic) => head.indexOf(magic) === 0) &&
      !/^[\s\uFEFF]*</.test(head.toString())
    ) {
      return 'csv';
    }
  } finally {
    await file.close();
  }
  const message = 'send a CSV or XLSX file; the old XLS format and others are not read';
  throw new DeskError('unsupported_file', message, [
    { field: 'file', code: 'wrong_type', message, messageZh: '请上传CSV或XLSX文件,不支持旧版XLS及其他格式' },
  ]);
}

/** A person can be reached only by phone or identity number, so one of the two columns must be there. */
function missingColumn({ at }: Columns, row: number): DeskError | null {
  if (at.phone !== undefined || at.idNumber !== undefined) return null;
  const name = (field: FileField): string => HEADERS[field][0]!;
  const message = `the header in row ${row} lacks both the column ${name('phone')} (phone) and the column ${name('idNumber')} (identity number)`;
  return new DeskError('invalid', message, [
    fieldError({ field: 'person.phone', code: 'no_header' }, row),
    fieldError({ field: 'person.idNumber', code: 'no_header' }, row),
  ]);
}

function noHeader(): DeskError {
  const { phone, idNumber } = HEADERS;
  const message = `no header row was found in the first ${HEADER_WITHIN} rows; it must name ${phone[0]} (phone) or ${idNumber[0]} (identity number)`;
  const messageZh = `前${HEADER_WITHIN}行内未找到表头,表头须含“${phone[0]}”或“${idNumber[0]}”`;
  return new DeskError('invalid', message, [
    { field: 'person.phone', code: 'no_header', message, messageZh },
    { field: 'person.idNumber', code: 'no_header', message, messageZh },
  ]);
}

function absentFields({ at }: Columns): string[] {
  return (['sourceRef', 'raisedAt', 'fraudType'] as const).filter((field) => at[field] === undefined);
}

function refused(code: string, message: string, messageZh: string): DeskError {
  return new DeskError('invalid', message, [{ field: 'file', code, message, messageZh }]);
}
