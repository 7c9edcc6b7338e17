import { checkCharacter } from './id-number.js';
import { ageOf, flagsWithAge } from './person-facts.js';
import { NOTHING_KNOWN } from './person-secrets.js';

const born = (day: string) => {
  const first17 = `110101${day.replaceAll('-', '')}000`;
  return { ...NOTHING_KNOWN, idNumber: first17 + checkCharacter(first17) };
};

describe('age by the desk’s clock', () => {
  it.each([
    [
      'on the 70th birthday in Shanghai, still the day before in UTC',
      '1956-06-30',
      '2026-06-29T16:00:00Z',
      70,
      ['aged_70'],
    ],
    ['the evening before', '1956-06-30', '2026-06-29T15:59:59Z', 69, []],
    [
      'born on 29 February, on 28 February of another year',
      '2008-02-29',
      '2026-02-28T04:00:00Z',
      17,
      ['minor'],
    ],
    ['born on 29 February, on 1 March', '2008-02-29', '2026-03-01T04:00:00Z', 18, []],
  ])('%s', (_what, day, now, age, flags) => {
    expect(ageOf(born(day), Date.parse(now))).toBe(age);
    expect(flagsWithAge([], age)).toEqual(flags);
  });

  it('is unknown without an identity number, and keeps the flags given', () => {
    expect(ageOf(NOTHING_KNOWN, 0)).toBeNull();
    expect(flagsWithAge(['deaf', 'aged_70'], null)).toEqual(['deaf', 'aged_70']);
  });
});
