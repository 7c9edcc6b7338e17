import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { seedAccounts } from '../../../apps/cli/seed/demo-accounts.js';
import { assertDemoDesk } from '../../../apps/cli/seed/demo-only.js';
import { SeedModule } from '../../../apps/cli/seed/seed.module.js';
import { Accounts } from '#identity';
import { Sources } from '#intake';
import { newSharedSecrets, parseEnv } from '#platform';
import { freshDatabase } from '../../../libs/testing/stores-for-tests.js';

describe('a demo', () => {
  let app: INestApplicationContext;
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  beforeEach(async () => {
    database = await freshDatabase();
    const settings = parseEnv({
      ...newSharedSecrets(),
      DATABASE_URL: database.url,
      REDIS_URL: 'redis://127.0.0.1:1/0',
      HOLDLINE_MASTER_KEY: randomBytes(32).toString('base64'),
      HOLDLINE_DEMO: 'full',
    });
    app = await NestFactory.createApplicationContext(SeedModule.with(settings), { logger: ['error'] });
  });
  afterEach(async () => {
    await app.close();
    await database.drop();
  });
  const account = () =>
    app.get(Accounts).create({
      ...{ username: 'wang', name: '王某', personNo: 'P-1001', role: 'duty_officer' as const },
      password: 'a long enough test password',
    });

  it('begins on an empty database, and goes on where its users have made accounts since', async () => {
    await expect(assertDemoDesk(app)).resolves.toBeUndefined();
    await seedAccounts(app, { users: [], sources: [] });
    await account();
    await expect(assertDemoDesk(app)).resolves.toBeUndefined();
  });

  it('refuses a desk with an account that is not its own, whatever its name', async () => {
    await account();
    await expect(assertDemoDesk(app)).rejects.toThrow(/1 accounts and 0 sources.*real desk/);
  });

  it('refuses a desk with a source that is not its own', async () => {
    await app.get(Sources).save({ id: 'province', name: '省平台', kind: 'push', token: 'x'.repeat(40) });
    await expect(assertDemoDesk(app)).rejects.toThrow(/0 accounts and 1 sources.*real desk/);
  });
});
