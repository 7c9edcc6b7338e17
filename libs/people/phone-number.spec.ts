import { normalisePhone } from './phone-number.js';

describe('phones', () => {
  it.each([
    ['13812345678', '+8613812345678', 'mobile'],
    ['138 1234 5678', '+8613812345678', 'mobile'],
    ['138-1234-5678', '+8613812345678', 'mobile'],
    ['+86 138 1234 5678', '+8613812345678', 'mobile'],
    ['008613812345678', '+8613812345678', 'mobile'],
    ['13812345678', '+8613812345678', 'mobile'],
    ['19912345678', '+8619912345678', 'mobile'],
    ['010-62345678', '+861062345678', 'landline'],
    ['(0571) 8888 1234', '+8657188881234', 'landline'],
    ['+85261234567', '+85261234567', 'mobile'],
    ['+12025550123', '+12025550123', 'mobile'],
    ['4008001234', '+864008001234', 'other'],
  ])('reads %s as %s, a %s', (raw, e164, kind) => {
    expect(normalisePhone(raw)).toEqual({ e164, valid: true, kind });
  });

  it.each(['1381234567', '62345678', '96110', '10012345678'])('knows no plan for %s', (raw) => {
    expect(normalisePhone(raw).valid).toBe(false);
  });

  it.each(['', '电话', '无', '-', '12', '010-62345678 转 12 ext. 5'])(
    'makes nothing callable of %p',
    (raw) => {
      expect(normalisePhone(raw).valid).toBe(false);
    },
  );
});
