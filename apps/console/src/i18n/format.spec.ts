import { deskDate, fromWall, money, near, toWall } from './format.js';

describe('what a duty officer reads', () => {
  it('writes fen as yuan', () => {
    expect(money(1_234_500)).toBe('¥12,345');
    expect(money(1_234_550)).toBe('¥12,345.5');
    expect(money(0)).toBe('¥0');
  });

  it('keeps the desk’s zone wherever the browser sits', () => {
    const at = Date.parse('2026-06-30T17:30:00Z');
    expect(toWall(at)).toBe('2026-07-01T01:30');
    expect(deskDate(at)).toBe('2026-07-01');
    expect(Date.parse(fromWall(toWall(at)))).toBe(at);
    expect(fromWall('')).toBe('');
  });

  it('leaves the date out only for today', () => {
    const now = Date.parse('2026-06-30T12:00:00+08:00');
    expect(near('2026-06-30T08:01:02+08:00', now, 'zh-CN')).toBe('08:01:02');
    expect(near('2026-07-01T08:01:02+08:00', now, 'zh-CN')).toContain('7月1日');
  });
});
