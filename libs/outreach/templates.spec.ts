import { COUNTERMEASURE_KINDS, FRAUD_TYPES } from '#escalation';
import { countermeasureNotice, localTime, MAX_PARTS, relativeAsk, warning } from './templates.js';
import { ucs2Parts } from './ucs2-parts.js';

const CODE = '042317';
const texts = [
  ...FRAUD_TYPES.map((type) => ({ name: `warning ${type}`, text: warning(type, CODE) })),
  ...FRAUD_TYPES.map((type) => ({ name: `relative ${type}`, text: relativeAsk(type, '张**', CODE) })),
  ...COUNTERMEASURE_KINDS.map((kind) => ({
    name: `notice ${kind}`,
    text: countermeasureNotice(kind, '12月30日 23:55', CODE),
  })),
];

describe('texts of the short messages', () => {
  test.each(texts)('$name: checkable, no link, short enough', ({ text }) => {
    expect(text).toContain('96110');
    expect(text).toContain(CODE);
    expect(text).not.toMatch(/https?:|www\.|\.(com|cn|net)\b/i);
    expect(text).toContain('不会索要验证码、密码');
    expect(ucs2Parts(text).length).toBeLessThanOrEqual(MAX_PARTS);
  });

  test('what blackmail is about is never told to a relative', () => {
    const text = relativeAsk('blackmail', '张**', CODE);
    expect(text).toContain('电信网络诈骗');
    expect(text).not.toMatch(/敲诈|裸聊|威胁/);
  });

  test('a relative is asked for exactly the three digits', () => {
    expect([...relativeAsk('prize', null, CODE).matchAll(/回复(\d)/g)].map((m) => m[1])).toEqual([
      '1',
      '2',
      '3',
    ]);
  });

  test('times are those of the desk', () => {
    expect(localTime(new Date('2026-06-30T16:05:00Z'))).toBe('7月1日 00:05');
  });
});
