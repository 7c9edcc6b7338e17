/**
 * Brings the database of DATABASE_URL to the newest schema and ends; runs once before api and worker start. While
 * nobody has an account it prints the link for the first administrator, each time a new one in place of the last.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { env, migrateDatabase } from '#platform';

// Wrong settings of api and worker are told here, before anything is changed.
const { DATABASE_URL, HOLDLINE_DEMO } = env();
await migrateDatabase(DATABASE_URL);
if (HOLDLINE_DEMO === 'off') {
  const seed = join(import.meta.dirname, '../dist/apps/cli/seed/main.js');
  const lines = execFileSync(process.execPath, [seed], { encoding: 'utf8' }).trimEnd().split('\n');
  const { setupUrl } = JSON.parse(lines.at(-1));
  if (setupUrl) console.log(`Make the first administrator here, once, within 24 hours: ${setupUrl}`);
}
