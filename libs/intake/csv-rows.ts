import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import iconv from 'iconv-lite';
import { DeskError } from '#platform';
import type { FileRow } from './file-rows.js';

export type CsvEncoding = 'utf-8' | 'utf-16le' | 'gb18030';

/** Longest record: a description of 10,000 characters and everything else, many times over. */
const LONGEST_RECORD = 512 * 1024;

/**
 * Which encoding a CSV file has: by its byte order mark, else UTF-8 if the first part that is not ASCII is valid UTF-8,
 * else GB18030, which Excel in Chinese saves (and which contains GBK and GB2312).
 */
export async function detectEncoding(path: string): Promise<CsvEncoding> {
  let first = true;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    if (first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) return 'utf-8';
    if (first && chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
    first = false;
    if (chunk.every((byte) => byte < 0x80)) continue;
    // Up to the last line's end: a character that the end of the chunk cuts in two says nothing.
    return isUtf8(chunk.subarray(0, chunk.lastIndexOf(0x0a) + 1 || chunk.length)) ? 'utf-8' : 'gb18030';
  }
  return 'utf-8';
}

/**
 * The records of a CSV file as rows of text, streamed with back-pressure. Rows are numbered as a spreadsheet numbers
 * them: empty ones count.
 *
 * @throws DeskError unsupported_file naming the row where the file stops being CSV
 */
export async function* csvRows(path: string, encoding: CsvEncoding): AsyncGenerator<FileRow> {
  const parser = parse({
    bom: true,
    delimiter: await detectDelimiter(path, encoding),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: LONGEST_RECORD,
  });
  // The callback form hands the first error on to the parser, where the loop below meets it.
  pipeline(createReadStream(path), iconv.decodeStream(encoding), parser, () => undefined);
  let row = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      row += 1;
      yield { row, cells: record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const message = `row ${row + 1} cannot be read as CSV`;
    throw new DeskError('unsupported_file', message, [
      { field: 'file', code: 'not_csv', message, messageZh: `第${row + 1}行不是有效的CSV`, row: row + 1 },
    ]);
  }
}

/** Comma, tab or semicolon: what stands most often in the first 4 KB. */
async function detectDelimiter(path: string, encoding: CsvEncoding): Promise<string> {
  for await (const chunk of createReadStream(path, { end: 4095 }) as AsyncIterable<Buffer>) {
    const head = iconv.decode(chunk, encoding);
    const count = (delimiter: string): number => head.split(delimiter).length;
    return [',', '\t', ';'].reduce((best, one) => (count(one) > count(best) ? one : best));
  }
  return ',';
}
