import fc from 'fast-check';
import { concatenationHeader, PART_CHARS, SINGLE_CHARS, ucs2Bytes, ucs2Parts } from './ucs2-parts.js';

describe('parts of a UCS-2 message', () => {
  test.each([
    [0, 1],
    [SINGLE_CHARS, 1],
    [SINGLE_CHARS + 1, 2],
    [2 * PART_CHARS, 2],
    [2 * PART_CHARS + 1, 3],
  ])('%i characters make %i part(s)', (length, parts) => {
    expect(ucs2Parts('诈'.repeat(length))).toHaveLength(parts);
  });

  test('nothing is lost, no part is too long, no character is cut in two', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('诈', 'a', '😀', '𠮷'), { maxLength: 400 }), (chars) => {
        const text = chars.join('');
        const parts = ucs2Parts(text);
        expect(parts.join('')).toBe(text);
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(parts.length === 1 ? SINGLE_CHARS : PART_CHARS);
          expect(() => encodeURIComponent(part)).not.toThrow(); // it throws on half a character
        }
      }),
    );
  });

  test('bytes are big-endian, and the header is that of GSM 03.40', () => {
    expect(ucs2Bytes('诈').toString('hex')).toBe('8bc8');
    expect(concatenationHeader(0x1ff, 3, 2).toString('hex')).toBe('050003ff0302');
  });
});
