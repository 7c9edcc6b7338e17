import { maskAccount, maskIdNumber, maskName, maskPhone } from './mask.js';
import { nameInitials, nameKey, normaliseName } from './person-name.js';

describe('names', () => {
  it.each([
    [' 张 三 ', '张 三', '张三', 'zs'],
    ['曾小贤', '曾小贤', '曾小贤', 'zxx'],
    ['单田芳', '单田芳', '单田芳', 'stf'],
    ['买买提・吐尔逊', '买买提・吐尔逊', '买买提·吐尔逊', 'mmttex'],
    ['Maria  Silva', 'Maria Silva', 'MARIASILVA', 'ms'],
  ])('%p is kept as %p, compared as %p, found as %p', (raw, kept, key, initials) => {
    expect(normaliseName(raw)).toBe(kept);
    expect(nameKey(raw)).toBe(key);
    expect(nameInitials(raw)).toBe(initials);
  });

  it.each(['张*', '张**', '李某', '李某某', '王×'])(
    'compares nothing with %s, which its source had masked',
    (name) => {
      expect(nameKey(name)).toBeNull();
      expect(nameInitials(name)).toBeNull();
    },
  );

  it.each(['', '   ', '\u3000'])('takes %p for no name', (raw) => {
    expect(normaliseName(raw)).toBeNull();
  });
});

describe('masks', () => {
  it.each([
    ['张三', '张**'],
    ['欧阳震华', '欧**'],
    ['𠮷野家', '𠮷**'],
  ])('name %s → %s', (name, mask) => expect(maskName(name)).toBe(mask));

  it.each([
    ['+8613812345678', '138****5678'],
    ['+861062345678', '010****5678'],
    ['+8657188881234', '057****1234'],
    ['+85261234567', '+852****4567'],
  ])('phone %s → %s', (phone, mask) => expect(maskPhone(phone)).toBe(mask));

  it('identity number and account', () => {
    expect(maskIdNumber('11010119900307000X')).toBe('110101********000X');
    expect(maskAccount('6222020000000001234')).toBe('****1234');
  });
});
