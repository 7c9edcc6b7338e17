import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { isValidPhoneNumber } from 'libphonenumber-js/max';
import { alertFile, FILE_COLUMNS, type AlertFileOptions } from './alert-file.js';
import { checkCharacter } from './identity-number.js';
import { createRng } from './rng.js';

const NOW = new Date('2026-03-02T01:00:00Z');
const file = (options: Partial<AlertFileOptions> = {}): ReturnType<typeof alertFile> =>
  alertFile({ rng: createRng('file'), now: NOW, rows: 500, badRows: 20, ...options });
const goodId = (text: string): boolean =>
  /^\d{17}[\dX]$/.test(text) && checkCharacter(text) === text.slice(17);

describe('alert files as offices send them', () => {
  it.each(['gb18030', 'utf8', 'utf8-bom'] as const)('come in %s and read back cell by cell', (encoding) => {
    const { content, table } = file({ encoding });
    const text = iconv.decode(content, encoding === 'gb18030' ? 'gb18030' : 'utf8', { stripBOM: true });
    expect(parse(text)).toEqual(table);
    expect(content.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))).toBe(encoding === 'utf8-bom');
    expect(table).toHaveLength(501);
    expect(table[0]?.slice(0, 3)).toEqual(['预警编号', '预警时间', '推送单位']);
  });

  it('are the same for the same seed', () => {
    expect(file().content.equals(file().content)).toBe(true);
  });

  it('hold just as many unusable rows as asked, and say what is usable in the others', () => {
    const { rows, table } = file();
    const kinds = rows.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'unusable')).toHaveLength(20);
    expect(new Set(kinds)).toEqual(new Set(['clean', 'spelled', 'warned', 'unusable']));
    for (const { kind, cells, person, usable, fault, line, sourceRef } of rows) {
      expect(table[line - 1]?.[0]).toBe(sourceRef);
      const asWritten = cells.phone === person.phone.slice(3);
      if (kind === 'clean') expect([asWritten, cells.idNumber]).toEqual([true, person.idNumber]);
      if (kind === 'spelled') expect(asWritten).toBe(false);
      if (kind === 'warned') expect([usable.phone ?? usable.idNumber, fault]).not.toContain(undefined);
      if (kind !== 'unusable') continue;
      expect(usable).toEqual({});
      expect(isValidPhoneNumber(cells.phone, 'CN')).toBe(false);
      expect(goodId(cells.idNumber)).toBe(false);
    }
  });

  it('never call a wrong identity number usable', () => {
    for (const { cells, usable, person } of file({ rows: 3_000, warnedShare: 1 }).rows) {
      expect(goodId(cells.idNumber)).toBe(usable.idNumber !== undefined);
      expect([undefined, person.idNumber]).toContain(usable.idNumber);
    }
  });

  it('shuffle columns, use synonyms, leave columns out and carry a title', () => {
    const { table, rows } = file({
      shuffled: true,
      synonyms: true,
      title: '预警对象明细表',
      without: ['name'],
    });
    expect(table[0]?.[0]).toBe('预警对象明细表');
    const header = table[1] ?? [];
    const known = Object.values(FILE_COLUMNS).flat() as string[];
    for (const name of header) expect(known).toContain(name);
    expect(header).not.toContain('预警编号');
    expect(header).toHaveLength(14);
    expect(table.every((cells) => cells.length === 14)).toBe(true);
    expect(rows[0]?.line).toBe(3);
  });
});
