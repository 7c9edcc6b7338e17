import { sessionToken } from './session-cookie.js';

const token = 'A'.repeat(43);

describe('sessionToken', () => {
  it('finds the token among other cookies', () => {
    expect(sessionToken(`lang=zh-CN; holdline_session=${token}; theme=dark`)).toBe(token);
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['another cookie only', `holdline=${token}`],
    ['a value too short', 'holdline_session=abc'],
    ['a value too long', `holdline_session=${token}A`],
    ['characters no token has', `holdline_session=${'%20'.repeat(43)}`],
    ['a header that is no cookie header', ';;;=;holdline_session'],
  ])('answers null for %s', (_, header) => {
    expect(sessionToken(header)).toBeNull();
  });
});
