import { lockSeconds } from './sign-in-lockout.js';

describe('lockSeconds', () => {
  it('leaves four failures alone, then doubles from a minute to a quarter of an hour', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(lockSeconds)).toEqual([
      null,
      null,
      null,
      null,
      60,
      120,
      240,
      480,
      900,
      900,
    ]);
  });

  it('stays at the longest lock however many failures there were', () => {
    expect(lockSeconds(5_000)).toBe(900);
  });
});
