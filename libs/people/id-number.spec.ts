import { checkCharacter, checkIdNumber } from './id-number.js';

const withCheck = (first17: string): string => first17 + checkCharacter(first17);

describe('identity numbers (GB 11643-1999)', () => {
  it('computes the check characters of the standard’s own examples', () => {
    expect(checkCharacter('11010519491231002')).toBe('X');
    expect(checkCharacter('44052418800101001')).toBe('4');
  });

  it.each([
    ['a lower-case x', '11010519491218000x'],
    ['full-width characters', '11010519491218000X'],
    ['spaces', ' 110105 19491218 000X '],
    ['the apostrophe of a text cell', "'11010519491218000X"],
  ])('clears %s', (_what, raw) => {
    expect(checkIdNumber(raw)).toMatchObject({
      ok: true,
      normalised: '11010519491218000X',
      birthDate: '1949-12-18',
      birthYear: 1949,
      upgraded: false,
    });
  });

  it('upgrades the 15-digit form to 19xx with its check character', () => {
    expect(checkIdNumber('110105491218000')).toMatchObject({
      ok: true,
      normalised: '11010519491218000X',
      upgraded: true,
    });
  });

  it.each([
    ['id_number_checksum', '110105194912180001'],
    ['id_number_cut_by_spreadsheet', '110105194912180000'],
    ['id_number_exponent', '1.10105E+17'],
    ['id_number_length', '1101051949121800'],
    ['id_number_length', ''],
    ['id_number_characters', '1101051949121800XX'],
    ['id_number_region', withCheck('99010519491231000').replace(/^99/, '09')],
    ['id_number_birth_date', withCheck('11010519490230000')],
    ['id_number_birth_date', withCheck('11010519491331000')],
    ['id_number_birth_date', '110105490230000'],
    ['id_number_old_form_centenarian', '110105491218996'],
  ])('refuses with %s', (code, raw) => {
    const check = checkIdNumber(raw);
    expect(check).toMatchObject({ ok: false, problem: { code } });
    if (!check.ok && raw !== '') {
      expect(`${check.problem.message}${check.problem.messageZh}`).not.toContain(raw);
    }
  });

  it('does not take a number that ends in 000 for a cut one when its checksum is right', () => {
    const days = Array.from({ length: 28 }, (_, i) =>
      withCheck(`110105199001${String(i + 1).padStart(2, '0')}000`),
    );
    const whole = days.find((number) => number.endsWith('0000'));
    expect(whole).toBeDefined();
    expect(checkIdNumber(whole!)).toMatchObject({ ok: true });
  });

  it('refuses a birth after today only when today is told', () => {
    const born = withCheck('11010520300101000');
    expect(checkIdNumber(born, '2026-06-30')).toMatchObject({
      ok: false,
      problem: { code: 'id_number_birth_date' },
    });
    expect(checkIdNumber(born, '2030-01-01')).toMatchObject({ ok: true });
  });

  it('notices any one wrong digit and any two neighbours exchanged', () => {
    const number = '11010519491218000X';
    for (let i = 6; i < 17; i += 1) {
      for (const digit of '0123456789') {
        if (digit === number[i]) continue;
        expect(checkIdNumber(number.slice(0, i) + digit + number.slice(i + 1)).ok).toBe(false);
      }
      const swapped = number.slice(0, i) + number[i + 1]! + number[i]! + number.slice(i + 2);
      if (swapped !== number) expect(checkIdNumber(swapped).ok).toBe(false);
    }
  });
});
