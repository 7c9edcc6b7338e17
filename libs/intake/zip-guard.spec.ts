import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { madeZip, zipLocal, type ZipPart } from '#testing';
import { guardZip, ZIP_LIMITS } from './zip-guard.js';

const noise = (bytes: number): Buffer =>
  Buffer.from(Array.from({ length: bytes }, (_, i) => (i * i * 31) % 251));
const part = (name: string, content: Buffer | string = name): ZipPart => ({
  name,
  content: Buffer.from(content),
});

describe('the guard of archives', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdline-zip-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** What is thrown, as its status and the code of its one error; null for a sound archive. */
  const verdict = async (content: Buffer, limits: Partial<typeof ZIP_LIMITS> = {}): Promise<unknown> => {
    const path = join(folder, 'a.zip');
    await writeFile(path, content);
    return guardZip(path, { ...ZIP_LIMITS, ...limits }).then(
      () => null,
      ({ status, errors }: { status: number; errors: { code: string }[] }) => `${status} ${errors[0]!.code}`,
    );
  };

  it('lets pass what unfolds to little, also with something between its entries and an archive inside', async () => {
    const inner = madeZip([part('inner', Buffer.alloc(1000))]);
    expect(await verdict(madeZip([part('a'), part('inner.zip', inner), part('b', noise(5000))]))).toBeNull();
    const spaced = madeZip([part('a'), { ...part('gap'), listed: false }, part('b', noise(5000))]);
    expect(await verdict(spaced)).toBeNull();
  });

  it.each<[string, ZipPart[], Partial<typeof ZIP_LIMITS>, string]>([
    ['one entry of zeros', [part('a', Buffer.alloc(4 * 1024 ** 2))], {}, '413 zip_bomb'],
    ['many entries', Array.from({ length: 1001 }, (_, i) => part(`${i}`)), {}, '413 zip_bomb'],
    [
      'entries that are too much together',
      [part('a', noise(600)), part('b', noise(600))],
      { bytes: 1000 },
      '413 zip_bomb',
    ],
    ['a directory that says less', [{ ...part('a', noise(5000)), claims: 100 }], {}, '415 damaged'],
    ['a directory that says more', [{ ...part('a', noise(5000)), claims: 6000 }], {}, '415 damaged'],
    [
      'entries that are the same bytes',
      [part('a', noise(5000)), { ...part('b', noise(5000)), at: 0 }],
      {},
      '413 zip_bomb',
    ],
    [
      'bytes that do not unfold',
      [{ ...part('a'), packed: Buffer.from('ffffffff', 'hex') }],
      {},
      '415 damaged',
    ],
  ])('stops %s', async (_, parts, limits, expected) => {
    expect(await verdict(madeZip(parts), limits)).toBe(expected);
  });

  it('stops an entry that quotes the next one', async () => {
    const kernel = part('kernel', noise(3000));
    const quoted = zipLocal(kernel).subarray(0, 30 + kernel.name.length);
    // A stored block (RFC 1951, 3.2.4) with the header of the next entry in it; the next entry's data goes on with it.
    const block = Buffer.alloc(5);
    block.writeUInt16LE(quoted.length, 1);
    block.writeUInt16LE(quoted.length ^ 0xffff, 3);
    const content = Buffer.concat([quoted, kernel.content]);
    const outer: ZipPart = {
      name: 'outer',
      content,
      packed: Buffer.concat([block, quoted, deflateRawSync(kernel.content)]),
    };
    const alone = madeZip([outer]);
    expect(await verdict(alone)).toBeNull();
    const at = alone.indexOf(quoted);
    expect(at).toBeGreaterThan(0);
    expect(await verdict(madeZip([outer, { ...kernel, at }]))).toBe('413 zip_bomb');
  });

  it('takes what is no archive, or half of one, for damaged', async () => {
    const sound = madeZip([part('a', noise(2000))]);
    for (const content of [Buffer.from('PK'), sound.subarray(0, sound.length - 30), Buffer.alloc(0)])
      expect(await verdict(content)).toBe('415 damaged');
  });
});
