import { randomBytes, randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { Cases, CasesModule } from '#cases';
import type { CaseFacts, Tier } from '#escalation';
import { Accounts, IdentityModule } from '#identity';
import { People } from '#people';
import { Database, type Env, newSharedSecrets, parseEnv, PlatformModule } from '#platform';
import { createRng, syntheticPerson, type SyntheticPerson } from '#synthetic';
import { freshDatabase, freshRedis } from './stores-for-tests.js';

/** Settings for a spec's own database and Redis; nothing outside is reachable. */
export function specSettings(databaseUrl: string, redis: { url: string; prefix: string }): Env {
  return parseEnv({
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    QUEUE_PREFIX: redis.prefix,
    HOLDLINE_MASTER_KEY: randomBytes(32).toString('base64'),
    ...newSharedSecrets(),
    LOG_LEVEL: 'silent',
    HARNESS: 'true',
  });
}

/** The cases room on a fresh database, with time in the spec's hands. */
export class CasesUnderTest {
  private readonly rng = createRng('cases under test');

  private constructor(
    readonly app: INestApplicationContext,
    readonly db: Database,
    private readonly drop: () => Promise<void>,
  ) {}

  /** @param redisUrl another Redis than the spec's own, such as one that is gone */
  static async open(
    at = '2026-06-30T10:00:00+08:00',
    { redisUrl }: { redisUrl?: string } = {},
  ): Promise<CasesUnderTest> {
    const [database, redis] = await Promise.all([freshDatabase(), freshRedis()]);
    const settings = specSettings(database.url, redisUrl ? { ...redis, url: redisUrl } : redis);
    @Module({ imports: [PlatformModule.forProcess('spec', settings), IdentityModule, CasesModule] })
    class SpecModule {}
    const app = await NestFactory.createApplicationContext(SpecModule, { logger: false });
    const db = app.get(Database);
    await db.query(`INSERT INTO test_clock (at) VALUES ($1)`, [at]);
    return new CasesUnderTest(app, db, async () => {
      await app.close();
      await Promise.all([database.drop(), redis.drop()]);
    });
  }

  close(): Promise<void> {
    return this.drop();
  }

  async officer(role: 'duty_officer' | 'supervisor' = 'duty_officer'): Promise<string> {
    const username = `${role}-${randomUUID().slice(0, 8)}`;
    const password = 'a long enough test password';
    return (await this.app.get(Accounts).create({ username, name: username, role, password })).id;
  }

  person(): SyntheticPerson {
    return syntheticPerson(this.rng);
  }

  /** Opens a case, or joins the person's live one. */
  async alert(
    tier: Tier,
    more: { person?: SyntheticPerson; facts?: Partial<CaseFacts>; amountFen?: number; news?: boolean } = {},
  ): Promise<{ caseId: string; opened: boolean }> {
    const { phone, idNumber, name, address } = more.person ?? this.person();
    return this.db.transaction(async (tx) => {
      const placed = await this.app.get(People).place(tx, { phone, idNumber, name, address });
      const now = await tx.now();
      const facts: CaseFacts = {
        fraudType: 'fake_loan',
        signals: [],
        flags: [],
        hasPhone: true,
        hasAddress: true,
        hasRelative: true,
        alertsIn30Days: 1,
        ...more.facts,
      };
      return this.app.get(Cases).openOrJoin(tx, {
        alertId: randomUUID(),
        personId: placed.personId,
        receivedAt: now,
        raisedAt: now,
        tier,
        tierFloor: tier,
        reasons: [{ at: now, tier, rule: 'source_floor', facts: [] }],
        facts,
        station: null,
        amountFen: more.amountFen ?? null,
        news: more.news ?? false,
      });
    });
  }

  async advance(ms: number): Promise<void> {
    await this.db.query(`UPDATE test_clock SET at = at + make_interval(secs => $1)`, [ms / 1000]);
  }
}
