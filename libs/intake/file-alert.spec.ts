import { alertOfRow } from './file-alert.js';
import { FILE_FIELDS, HEADERS, readHeader } from './file-columns.js';
import { examineAlert } from './examine-alert.js';

const NOW = Date.UTC(2026, 5, 30, 2);

describe('a header', () => {
  it('is understood by every synonym, in any order', () => {
    for (const field of FILE_FIELDS) {
      for (const synonym of HEADERS[field]) {
        const other = field === 'phone' ? 'idNumber' : 'phone';
        expect([synonym, readHeader([HEADERS[other][0]!, synonym])?.at]).toEqual([
          synonym,
          { [other]: 0, [field]: 1 },
        ]);
      }
    }
  });

  it('has no word that means two things', () => {
    const all = FILE_FIELDS.flatMap((field) => HEADERS[field]);
    expect(new Set(all).size).toBe(all.length);
  });

  it('may be dressed up: spaces, stars, brackets, full width, a unit, a column that is nothing of ours', () => {
    const header = readHeader(['序号', '*手机 号码(必填)', '证件号码(身份证)', '金额(万元)', '手机', '']);
    expect(header).toEqual({ at: { phone: 1, idNumber: 2, amount: 3 }, yuan: 10_000, width: 6 });
  });

  it.each([['全区预警对象明细表(2026年6月)', '', ''], ['A1', '2026/6/30', '13900000001'], []])(
    'is not %p',
    (...cells) => {
      expect(readHeader(cells)).toBeNull();
    },
  );
});

describe('a row', () => {
  const columns = readHeader(['手机号码', '身份证号', '涉诈网址/APP', '涉诈号码', '已转账金额'])!;
  const examined = (cells: string[]): { phone: string | null; id: string | null; codes: string[] } => {
    const { alert, flaws } = examineAlert(
      {
        sourceRef: 'x',
        raisedAt: '2026-06-30T09:00:00+08:00',
        fraudType: 'other',
        ...(alertOfRow(cells, columns).raw as object),
      },
      NOW,
    );
    return { phone: alert.person.phone, id: alert.person.idNumber, codes: flaws.map(({ code }) => code) };
  };

  it.each<[string, string | null, string[]]>([
    ['13900000021', '+8613900000021', []],
    ['13900000021.0', '+8613900000021', []],
    ['1.3900000021E+10', '+8613900000021', []],
    ['1.3900000021e10', '+8613900000021', []],
    ['1.390000002E+10', '+8613900000020', ['phone_exponent_restored']],
    ['1.39E+10', null, ['phone_exponent', 'nobody_reachable']],
    ['="13900000021"', '+8613900000021', []],
    ["'13900000021", '+8613900000021', []],
    ['13900000021', '+8613900000021', []],
    ['+86-139-0000-0021', '+8613900000021', []],
    ['139****0021', null, ['phone_unknown_plan', 'nobody_reachable']],
    ['10000000000', null, ['phone_unknown_plan', 'nobody_reachable']],
    ['1390000/13900000021', '+8613900000021', ['several_phones']],
    ['无', null, ['nobody_reachable']],
  ])('with the phone %s', (cell, phone, codes) => {
    expect(examined([cell, '', '', '', ''])).toEqual({ phone, id: null, codes });
  });

  // Sequence 000, which is never issued.
  it.each<[string, string | null, string[]]>([
    ['11010119900318000x', '11010119900318000', []],
    ['110101199003070001', null, ['id_number_checksum', 'nobody_reachable']],
    ['110101900307000', '11010119900307000', []],
    ['330106198803120000', null, ['id_number_cut_by_spreadsheet', 'nobody_reachable']],
    ['1.10101E+17', null, ['id_number_exponent', 'nobody_reachable']],
    ['1.1010119900307e+17', null, ['id_number_exponent', 'nobody_reachable']],
    ['110101199002300001', null, ['id_number_birth_date', 'nobody_reachable']],
    ['990101', null, ['id_number_length', 'nobody_reachable']],
  ])('with the identity number %s', (cell, id, codes) => {
    const found = examined(['', cell, '', '', '']);
    expect({ ...found, id: found.id?.slice(0, 17) ?? null }).toEqual({ phone: null, id, codes });
  });

  it('keeps suspects as given, links apart from apps, and what it cannot read as it is written', () => {
    const { raw, flaws } = alertOfRow(
      [
        '13900000021',
        '',
        'http://a.example/x;快投APP、b.example',
        '+44 7700 900123|00861',
        '若干',
        'one too many',
      ],
      columns,
    );
    expect(raw).toEqual({
      person: { phone: '13900000021' },
      suspect: {
        phones: ['+44 7700 900123', '00861'],
        urls: ['http://a.example/x', 'b.example'],
        apps: ['快投APP'],
      },
      amountFen: '若干',
    });
    expect(flaws).toEqual([
      { field: 'amountFen', code: 'unreadable_amount' },
      { field: '', code: 'row_width' },
    ]);
  });
});
