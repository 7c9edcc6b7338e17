import { isInbound, lookupOf } from './lookup.js';

describe('one field to find a case by', () => {
  it.each([
    ['138 0013 8000', 'phone', '13800138000'],
    ['+86 138-0013-8000', 'phone', '+8613800138000'],
    ['010 6666 8888', 'phone', '01066668888'],
    ['20260630-0042', 'no', '20260630-0042'],
    ['384 192', 'code', '384192'],
    ['１２３４５６', 'code', '123456'],
    ['11010119900307000x', 'idNumber', '11010119900307000X'],
    ['000x', 'last4', '000X'],
    ['张三', 'name', '张三'],
  ])('%s is a %s', (typed, kind, value) => {
    expect(lookupOf(typed)).toEqual({ kind, value });
  });

  it('takes nothing for nothing, and knows which finds are incoming calls', () => {
    expect(lookupOf('  ')).toBeNull();
    expect((['phone', 'no', 'code', 'idNumber', 'last4', 'name'] as const).filter(isInbound)).toEqual([
      'phone',
      'no',
      'code',
    ]);
  });
});
