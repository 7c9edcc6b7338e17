import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipPart {
  name: string;
  content: Buffer;
  /** Size that the headers claim, when they lie. */
  claims?: number;
  /** The compressed bytes, when they are not simply the content deflated. */
  packed?: Buffer;
  /** Where the directory says that the part begins, when not at its own header. */
  at?: number;
  /** Whether the directory names it at all. Default true. */
  listed?: boolean;
}

/** The local header of a part and its compressed bytes (APPNOTE 4.3.7). */
export function zipLocal({ name, content, claims, packed }: ZipPart): Buffer {
  const data = packed ?? deflateRawSync(content);
  const fields = fieldsOf(name, content, claims ?? content.length, data.length);
  return Buffer.concat([Buffer.from('504b0304', 'hex'), fields, Buffer.from(name), data]);
}

/** A ZIP archive as plain bytes (APPNOTE 4.3), so that a spec can make one that lies. */
export function madeZip(parts: ZipPart[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const { name, content, at = offset, listed = true } = part;
    const local = zipLocal(part);
    const fields = fieldsOf(name, content, part.claims ?? content.length, local.length - 30 - name.length);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    if (listed)
      directory.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), fields, tail, Buffer.from(name)]));
    if (at !== offset) continue;
    locals.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32BE(0x504b0506, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, index, end]);
}

function fieldsOf(name: string, content: Buffer, claims: number, packed: number): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(packed, 14);
  fields.writeUInt32LE(claims, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}
