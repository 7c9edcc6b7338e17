import type { INestApplicationContext } from '@nestjs/common';
import { Accounts } from '#identity';
import { MANUAL_SOURCE } from '#intake';
import { Database } from '#platform';

/**
 * Before the demo writes anything: it may only be a new desk, or one that was a demo from its beginning (whose users may
 * have made accounts and sources of their own since).
 *
 * @throws Error when the database holds accounts or sources and none of the demo's accounts
 */
export async function assertDemoDesk(app: INestApplicationContext): Promise<void> {
  const accounts = await app.get(Accounts).list();
  if (accounts.some((account) => account.demo)) return;
  const sources = await app
    .get(Database)
    .query<{ id: string }>(`SELECT id FROM source WHERE id <> $1`, [MANUAL_SOURCE]);
  if (accounts.length === 0 && sources.length === 0) return;
  throw new Error(
    `the database holds ${accounts.length} accounts and ${sources.length} sources that are not the demo's: a demo must ` +
      'not run on a real desk. Set HOLDLINE_DEMO=off, or another DATABASE_URL.',
  );
}
