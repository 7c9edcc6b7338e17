import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FirstAdmin } from '#identity';
import { env } from '#platform';
import { seedAccounts } from './demo-accounts.js';
import { seedAlerts } from './demo-alerts.js';
import { seedSources } from './demo-sources.js';
import { assertDemoDesk } from './demo-only.js';
import { readKept, type Seeded } from './kept.js';
import { seedDistrict } from './demo-district.js';
import { SeedModule } from './seed.module.js';

/**
 * What a started desk has from the beginning, by HOLDLINE_DEMO: `accounts` gives accounts, stations, sources and a
 * sample legal basis, `full` alerts as well, `off` the link for the first administrator. Run against a migrated
 * database; running it again changes nothing that is there. Its last line is a `Seeded` as JSON, and holds secrets:
 * for the pipe to the standalone, not for a log.
 */
const settings = env();
const app = await NestFactory.createApplicationContext(SeedModule.with(settings), {
  logger: ['error', 'warn'],
});
const seeded: Seeded = { users: [], sources: [] };
try {
  if (settings.HOLDLINE_DEMO === 'off') {
    const token = await app.get(FirstAdmin).invite();
    // In the fragment, which a browser keeps to itself: no server, proxy or log sees the token.
    if (token) seeded.setupUrl = new URL(`/setup#${token}`, settings.PUBLIC_URL).href;
  } else {
    await assertDemoDesk(app);
    const kept = await readKept(settings.HOLDLINE_DATA);
    await seedDistrict(app);
    seeded.users = await seedAccounts(app, kept);
    seeded.sources = await seedSources(app, kept, settings);
    if (settings.HOLDLINE_DEMO === 'full') await seedAlerts(app);
  }
} finally {
  await app.close();
}
process.stdout.write(`${JSON.stringify(seeded)}\n`);
