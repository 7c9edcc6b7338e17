import { isValidPhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { checkCharacter, syntheticIdNumber } from './identity-number.js';
import { createRng } from './rng.js';
import { syntheticPerson, syntheticPopulation } from './synthetic-person.js';

const many = (seed: string, count: number) => {
  const rng = createRng(seed);
  return Array.from({ length: count }, () => syntheticPerson(rng));
};

describe('made-up people', () => {
  it('are the same for the same seed, others for another, and forks do not disturb each other', () => {
    expect(many('a', 20)).toEqual(many('a', 20));
    expect(many('a', 20)).not.toEqual(many('b', 20));
    const one = createRng('x');
    const other = createRng('x');
    one.fork('storms').next();
    expect(one.next()).toBe(other.next());
  });

  it('reproduce the worked example of GB 11643', () => {
    expect(checkCharacter('11010519491231002')).toBe('X');
    expect(checkCharacter('44052418800101001')).toBe('4');
    expect(syntheticIdNumber('330199', '19900101')).toMatch(/^33019919900101000[\dX]$/);
  });

  it('carry the never-issued sequence 000, a right checksum and a real date', () => {
    for (const { idNumber, birthday } of many('ids', 2_000)) {
      expect(idNumber).toMatch(/^\d{14}000[\dX]$/);
      expect(idNumber.slice(17)).toBe(checkCharacter(idNumber.slice(0, 17)));
      expect(idNumber.slice(6, 14)).toBe(birthday.replaceAll('-', ''));
      expect(new Date(`${birthday}T00:00:00Z`).toISOString().slice(0, 10)).toBe(birthday);
    }
  });

  it('have Chinese mobile numbers that the numbering plan knows', () => {
    for (const { phone, relatives } of many('phones', 1_000)) {
      for (const number of [phone, ...relatives.map((relative) => relative.phone)]) {
        expect(number).toMatch(/^\+861[3-9]\d{9}$/);
        expect(isValidPhoneNumber(number)).toBe(true);
        expect(parsePhoneNumberFromString(number)?.getType()).toBe('MOBILE');
      }
    }
  });

  it('are flagged by their age', () => {
    const people = many('ages', 2_000);
    for (const { birthday, flags } of people) {
      expect(flags.includes('aged_70')).toBe(2026 - Number(birthday.slice(0, 4)) >= 70);
    }
    expect(people.some(({ flags }) => flags.includes('aged_70'))).toBe(true);
    expect(people.some(({ relatives }) => relatives.length === 0)).toBe(true);
  });

  it('share no number within a population', () => {
    const people = syntheticPopulation(createRng('population'));
    const numbers = Array.from({ length: 20_000 }, () => people.next().value).flatMap((person) => [
      person.phone,
      person.idNumber,
      ...person.relatives.map((relative) => relative.phone),
    ]);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
