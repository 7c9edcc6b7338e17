import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Injectable } from '@nestjs/common';
import { Database, Env } from '#platform';

/** Where the chain's head stood at a moment: one JSON line of the anchor file. */
export interface Anchor {
  at: string;
  no: number;
  /** Hex. */
  hash: string;
}

/** What the anchor file holds; empty when there is none. */
export interface Anchors {
  /** Hash by number. One number may have several lines, and they ought to agree. */
  hashes: Map<number, string[]>;
  /** When the file begins, RFC 3339. */
  since: string | null;
  /** Number of the highest anchored entry; 0 for none. */
  upTo: number;
}

/** A line of the anchor file is none: torn by a power cut, or tampered with. */
export class UnreadableAnchor extends Error {
  constructor(readonly line: number) {
    super(`line ${line} of the anchor file is no anchor`);
  }
}

/**
 * Writes the head of the chain outside the database, so that whoever can rewrite the whole table still cannot rewrite
 * what was anchored. Call it every minute; the office ships the file elsewhere.
 */
@Injectable()
export class AuditAnchor {
  readonly file: string;

  constructor(
    private readonly db: Database,
    env: Env,
  ) {
    this.file = join(env.HOLDLINE_DATA, 'audit-anchor.log');
  }

  /** Appends the head, durably. @returns what was written, or null while nothing is sealed. */
  async append(): Promise<Anchor | null> {
    const head = await this.db.one<{ at: Date; no: number; hash: string }>(
      `SELECT holdline_now() AS at, no, encode(hash, 'hex') AS hash
         FROM audit_entry WHERE no IS NOT NULL ORDER BY no DESC LIMIT 1`,
    );
    if (!head) return null;
    const anchor: Anchor = { at: head.at.toISOString(), no: head.no, hash: head.hash };
    await mkdir(dirname(this.file), { recursive: true });
    const handle = await open(this.file, 'a', 0o600);
    try {
      await handle.appendFile(`${JSON.stringify(anchor)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return anchor;
  }

  /** @throws UnreadableAnchor */
  async read(): Promise<Anchors> {
    const anchors: Anchors = { hashes: new Map(), since: null, upTo: 0 };
    const lines = createInterface({ input: createReadStream(this.file, 'utf8'), crlfDelay: Infinity });
    let line = 0;
    try {
      for await (const text of lines) {
        line += 1;
        if (text === '') continue;
        const anchor = parseAnchor(text);
        if (!anchor) throw new UnreadableAnchor(line);
        anchors.since ??= anchor.at;
        anchors.upTo = Math.max(anchors.upTo, anchor.no);
        const known = anchors.hashes.get(anchor.no);
        if (!known) anchors.hashes.set(anchor.no, [anchor.hash]);
        else if (!known.includes(anchor.hash)) known.push(anchor.hash);
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    return anchors;
  }
}

function parseAnchor(text: string): Anchor | null {
  try {
    const { at, no, hash } = JSON.parse(text) as Partial<Anchor>;
    return typeof at === 'string' && typeof no === 'number' && typeof hash === 'string'
      ? { at, no, hash }
      : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
