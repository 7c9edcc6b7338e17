import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';

/** What is done with the elements of a part; names come without their prefix. */
export interface XmlReader<T> {
  /** What was read so far; taken out and emptied piece by piece. */
  readonly found: T[];
  open(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Most characters between two tags; the longest cell that a workbook may hold has 32,767. */
const LONGEST_RUN = 1024 * 1024;
/** Deepest nesting; a sheet needs seven. */
const DEEPEST = 64;

/**
 * Reads an XML document piece by piece, holding no more than one piece and one run of text. Entities of a document's
 * own are not expanded.
 *
 * @param xml a stream that is not read yet; it is destroyed at the end
 * @returns what was found in each piece, also in the one that is at fault, before the fault is thrown
 * @throws Error for what is not well-formed, too deep, or one endless text
 */
export async function* readXml<T>(xml: Readable, reader: XmlReader<T>): AsyncGenerator<T[]> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let run = 0;
  let depth = 0;
  parser.on('opentag', ({ name, attributes }) => {
    run = 0;
    depth += 1;
    if (depth > DEEPEST) throw new Error('nested too deeply');
    reader.open(localName(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    run = 0;
    depth -= 1;
    reader.close?.(localName(name));
  });
  const text = (part: string): void => reader.text?.(part);
  parser.on('text', text);
  parser.on('cdata', text);
  try {
    xml.setEncoding('utf8');
    for await (const piece of xml as AsyncIterable<string>) {
      run += piece.length;
      parser.write(piece);
      if (run > LONGEST_RUN) throw new Error('a text without an end');
      yield reader.found.splice(0);
    }
    parser.close();
  } catch (error) {
    // What stands before the fault is good.
    yield reader.found.splice(0);
    throw error;
  } finally {
    xml.destroy();
  }
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
