import { maskText } from './mask-text.js';

const known = {
  names: ['欧阳小明', '欧阳'],
  numbers: ['+8613800001234', '110101196001010008', '+85261230123'],
};

describe('maskText', () => {
  it.each([
    ['known names, the longest first', '欧阳小明与欧阳通话', '欧**与欧**通话'],
    ['a mobile', '电话13800005678。', '电话138****5678。'],
    ['a mobile with gaps and prefix', '打+86 138-0000-5678', '打138****5678'],
    ['full-width digits', '电话１３８００００５６７８', '电话138****5678'],
    ['an identity number', '证件11010119600101000x已核', '证件110101********000X已核'],
    ['an identity number in groups', '110101 19600101 0008', '110101********0008'],
    ['a landline', '座机010-12345678', '座机****5678'],
    ['a card in groups', '卡6222 0000 0000 0001 234', '卡****1234'],
    ['an account', '账号123456789012', '账号****9012'],
    ['a foreign phone', '来电+85261230123', '来电+****0123'],
    ['a known phone without its code', '来电61230123', '来电****0123'],
  ])('masks %s', (_, text, masked) => {
    expect(maskText(text, known)).toBe(masked);
  });

  it.each(['转账173430元', '2026-06-30 12:00报警', '20260630', '96110来电', '对方称是公安局'])(
    'leaves %s',
    (text) => {
      expect(maskText(text, known)).toBe(text);
    },
  );

  it('leaves the numbers of the suspect, which are shown beside it', () => {
    const text = '骗子13900001111让转到6222000000000001234，本人13800001234';
    expect(maskText(text, known, ['+8613900001111', '6222000000000001234'])).toBe(
      '骗子13900001111让转到6222000000000001234，本人138****1234',
    );
  });
});
