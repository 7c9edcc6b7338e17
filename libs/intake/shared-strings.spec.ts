import { SharedStrings } from './shared-strings.js';

describe('shared strings', () => {
  it('are given back as they were, over many chunks', () => {
    const strings = new SharedStrings();
    const texts = Array.from({ length: 30_000 }, (_, i) => (i % 5 === 0 ? '' : `${i}预警𠮷`.repeat(i % 60)));
    for (const text of texts) strings.add(text);
    expect(texts.map((_, i) => strings.at(i))).toEqual(texts);
  });

  it.each([-1, 1, 0.5, NaN, Infinity])('have nothing at %d', (index) => {
    const strings = new SharedStrings();
    strings.add('only');
    expect([strings.at(0), strings.at(index)]).toEqual(['only', '']);
  });

  it('are no more than fit: one too long, too many bytes, too many even when empty', () => {
    const refused = expect.objectContaining({ code: 'too_large', status: 413 }) as unknown;
    const added = (text: string, times: number, most?: number): unknown => {
      const strings = new SharedStrings(most);
      try {
        for (let i = 0; i < times; i += 1) strings.add(text);
        return 'all';
      } catch (error) {
        return error;
      }
    };
    expect(added('x'.repeat(5 * 1024 * 1024), 1)).toEqual(refused);
    expect(added('文'.repeat(100_000), 20, 6_000_000)).toEqual(refused);
    expect(added('文'.repeat(100_000), 19, 6_000_000)).toBe('all');
    expect(added('', 1_001, 16_000)).toEqual('all');
    expect(added('', 1_002, 16_000)).toEqual(refused);
  });
});
