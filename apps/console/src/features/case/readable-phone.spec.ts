import { readable } from './readable-phone.js';

describe('a number to dial by hand', () => {
  it('stands in groups, without what the desk never dials', () => {
    expect(readable('tel:+8613800138000')).toBe('138 0013 8000');
    expect(readable('+861066668888')).toBe('1066668888');
    expect(readable('tel:+85221234567')).toBe('+85221234567');
  });
});
