import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the seed says on its last line; apps/standalone/demo.ts reads it and keeps most of it in `demo.json`. */
export interface Seeded {
  users: { role: string; username: string; password: string }[];
  sources: { id: string; token: string; secret: string }[];
  /** HOLDLINE_DEMO=off, while nobody has an account: where the first administrator is made, once. */
  setupUrl?: string;
}

export type Kept = Pick<Seeded, 'users' | 'sources'>;

/** What an earlier start left in `demo.json`; nothing when there is none, or a damaged one. @throws when it cannot be read */
export async function readKept(data: string): Promise<Kept> {
  try {
    const file = JSON.parse(await readFile(join(data, 'demo.json'), 'utf8')) as Partial<Kept>;
    return { users: file.users ?? [], sources: file.sources ?? [] };
  } catch (error) {
    const none = (error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError;
    if (none) return { users: [], sources: [] };
    throw error;
  }
}
