import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Institution, OrderItem } from './inbox.js';

/** An order as it is kept over a restart. */
export interface SavedOrder {
  callbackUrl: string;
  at: string;
  item: OrderItem;
}

type Saved = Record<Institution, SavedOrder[]>;

/**
 * A bank does not forget its orders when it restarts: they are kept in a file, so that a desk that was restarted
 * with its sandbox can still have them released. Without a path nothing is kept.
 */
export class OrderBook {
  private readonly saved: Saved;

  /** @throws SyntaxError when the file holds something else */
  constructor(private readonly path: string | undefined) {
    this.saved = path === undefined ? { bank: [], carrier: [] } : read(path);
  }

  load(institution: Institution): SavedOrder[] {
    return this.saved[institution];
  }

  save(institution: Institution, orders: SavedOrder[]): void {
    this.saved[institution] = orders;
    if (this.path === undefined) return;
    const half = `${this.path}.half`;
    writeFileSync(half, JSON.stringify(this.saved), { mode: 0o600 });
    renameSync(half, this.path);
  }
}

function read(path: string): Saved {
  if (!existsSync(path)) return { bank: [], carrier: [] };
  return JSON.parse(readFileSync(path, 'utf8')) as Saved;
}
