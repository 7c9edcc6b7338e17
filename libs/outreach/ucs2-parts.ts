/** Characters of UCS-2 that fit into one message, and into each part of a long one with its 6 bytes of header (GSM 03.40). */
export const SINGLE_CHARS = 70;
export const PART_CHARS = 67;

/** Cuts a text into the parts it needs, never inside a surrogate pair. */
export function ucs2Parts(text: string): string[] {
  if (text.length <= SINGLE_CHARS) return [text];
  const parts: string[] = [];
  for (let from = 0; from < text.length;) {
    let to = Math.min(from + PART_CHARS, text.length);
    const last = text.charCodeAt(to - 1);
    if (to < text.length && last >= 0xd800 && last <= 0xdbff) to -= 1;
    parts.push(text.slice(from, to));
    from = to;
  }
  return parts;
}

/** Big-endian UCS-2, as data_coding 8 wants it. */
export function ucs2Bytes(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

/** Header of one part of a concatenated message, 8-bit reference (GSM 03.40 section 9.2.3.24.1). */
export function concatenationHeader(reference: number, total: number, part: number): Buffer {
  return Buffer.from([5, 0, 3, reference & 0xff, total, part]);
}
