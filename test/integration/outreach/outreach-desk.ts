import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Module, type INestApplication } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { GuardsModule } from '../../../apps/api/guards/guards.module.js';
import { OutreachApiModule } from '../../../apps/api/outreach/outreach.module.js';
import { ProblemFilter } from '../../../apps/api/problem.filter.js';
import { SessionModule } from '../../../apps/api/session/session.module.js';
import { makeValidationPipe } from '../../../apps/api/validation.js';
import { manualClock, type ManualClock } from '../../../apps/sandbox/clock.js';
import { startSandbox, type Sandbox } from '../../../apps/sandbox/start-sandbox.js';
import { Cases, CaseViews, Wakes } from '#cases';
import type { CaseView, Role } from '#contracts';
import type { FraudType, Tier } from '#escalation';
import { Accounts } from '#identity';
import { OutreachModule, SMS_CHANNEL, SmppSmsChannel, Visits, type SmsChannel } from '#outreach';
import { People } from '#people';
import { Database, Outbox, parseEnv, PlatformModule, wallClock } from '#platform';
import { createRng, syntheticPerson } from '#synthetic';
import { freshDatabase } from '../../../libs/testing/stores-for-tests.js';

export const START = Date.parse('2026-06-30T10:00:00+08:00');
export const PHONE = '+8613800138000';
export const KIN_PHONE = '+8613900139001';
export const ID_NUMBER = syntheticPerson(createRng('no phone')).idNumber;
export const PASSWORD = 'correct horse 1';
export const MINUTE = 60_000;

/** Outreach of api and worker in one process, on real PostgreSQL and the sandbox's wire, with the clock in hand. */
export class OutreachDesk {
  private nowMs = START;

  private constructor(
    readonly app: INestApplication,
    readonly url: string,
    readonly sandbox: Sandbox,
    readonly sandboxClock: ManualClock,
    private readonly drop: () => Promise<void>,
  ) {}

  static async start(): Promise<OutreachDesk> {
    const [database, clock] = [await freshDatabase(), manualClock(new Date(wallClock.now()))];
    const sandbox = await startSandbox({ clock });
    const settings = parseEnv({
      DATABASE_URL: database.url,
      REDIS_URL: 'redis://127.0.0.1:1/0',
      HOLDLINE_MASTER_KEY: randomBytes(32).toString('base64'),
      ...sandbox.secrets,
      VOICE_URL: sandbox.url,
      DATABASE_POOL: '8',
      LOG_LEVEL: 'silent',
    });
    const channel = new SmppSmsChannel(
      {
        ...{
          host: '127.0.0.1',
          port: sandbox.smppPort,
          systemId: 'holdline',
          password: sandbox.secrets.SMPP_PASSWORD,
        },
        ...{ sender: '96110', window: 10, answerMs: 500, enquireMs: 30_000, backOffMs: 5, backOffMaxMs: 50 },
      },
      () => undefined,
    );

    @Module({
      imports: [
        PlatformModule.forProcess('test', settings),
        GuardsModule,
        SessionModule,
        OutreachModule.over(),
        OutreachApiModule,
      ],
      providers: [{ provide: APP_FILTER, useClass: ProblemFilter }],
    })
    class OutreachDeskTestModule {}

    const built = await Test.createTestingModule({ imports: [OutreachDeskTestModule] })
      .overrideProvider(SMS_CHANNEL)
      .useValue(channel)
      .compile();
    const app = built.createNestApplication({ rawBody: true, logger: false });
    app.setGlobalPrefix('api/v1');
    app.useGlobalPipes(makeValidationPipe());
    await app.listen(0, '127.0.0.1');
    const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
    settings.PUBLIC_URL = `http://127.0.0.1:${port}`;
    const desk = new OutreachDesk(app, settings.PUBLIC_URL, sandbox, clock, database.drop);
    await desk.setClock(START);
    await app.get<SmsChannel>(SMS_CHANNEL).ready();
    return desk;
  }

  get db(): Database {
    return this.app.get(Database);
  }

  async setClock(at: number): Promise<void> {
    this.nowMs = at;
    await this.db.query(
      `INSERT INTO test_clock (at) VALUES (to_timestamp($1::float8 / 1000))
       ON CONFLICT (only_row) DO UPDATE SET at = excluded.at`,
      [at],
    );
  }

  /** Time goes on; timers fire and what they ask for is done. Also what became due by doing it. */
  async pass(ms: number): Promise<void> {
    await this.setClock(this.nowMs + ms);
    await this.work();
  }

  async work(): Promise<void> {
    for (;;) {
      const woken = await this.app.get(Wakes).sweep();
      const swept = await this.app.get(Visits).sweep();
      const due = await this.db.query<{ id: string }>(
        `SELECT id FROM outbox WHERE state = 'pending' AND run_after <= holdline_now()
            AND (kind LIKE 'outreach.%' OR kind = 'countermeasures.notice') ORDER BY priority, id`,
      );
      for (const { id } of due) await this.app.get(Outbox).run(id);
      if (woken + swept + due.length === 0) return;
    }
  }

  /** Until it is so in the database: what comes over the wire has its own time. Jest's timeout is the limit. */
  async until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await nextTurn();
  }

  /** A new case at the desk's time. */
  async open(of: {
    tier: Tier;
    /** Null: known by their identity number only. */
    phone?: string | null;
    fraudType?: FraudType;
    station?: string;
    relative?: string;
  }): Promise<string> {
    const people = this.app.get(People);
    return this.db.transaction(async (tx) => {
      const { personId } = await people.place(tx, {
        ...(of.phone === null ? { idNumber: ID_NUMBER } : { phone: of.phone ?? PHONE }),
        name: '王明',
        address: '听潮街1号',
      });
      if (of.relative !== undefined) {
        await people.addRelative(tx, personId, {
          ...{ name: '李娜', phone: of.relative, kinship: 'spouse', mayContact: true, consent: '电话同意' },
        });
      }
      const known = await people.facts(tx, personId);
      const { caseId } = await this.app.get(Cases).openOrJoin(tx, {
        alertId: crypto.randomUUID(),
        personId,
        receivedAt: this.nowMs,
        raisedAt: this.nowMs,
        tier: of.tier,
        tierFloor: null,
        reasons: [],
        facts: {
          fraudType: of.fraudType ?? 'rebate_task',
          signals: [],
          flags: [],
          hasPhone: known.hasPhone,
          hasAddress: known.hasAddress,
          hasRelative: known.hasRelative,
          alertsIn30Days: 1,
        },
        station: of.station ?? null,
        amountFen: null,
        news: true,
      });
      return caseId;
    });
  }

  view(caseId: string): Promise<CaseView> {
    return this.app.get(CaseViews).view(caseId);
  }

  async rung(caseId: string, rungId: string): Promise<CaseView['rungs'][number] | undefined> {
    return (await this.view(caseId)).rungs.find((rung) => rung.id === rungId);
  }

  async timeline(caseId: string): Promise<string[]> {
    return (await this.view(caseId)).timeline.map((entry) => entry.kind);
  }

  async alarms(): Promise<string[]> {
    return (await this.db.query<{ code: string }>(`SELECT code FROM alarm ORDER BY raised_at, id`)).map(
      (alarm) => alarm.code,
    );
  }

  /** The effects' states by kind, to see that none was left or done twice. */
  async effects(kind: string): Promise<string[]> {
    return (
      await this.db.query<{ state: string }>(`SELECT state FROM outbox WHERE kind = $1 ORDER BY id`, [kind])
    ).map((row) => row.state);
  }

  /** A signed-in account's requests. */
  async signIn(username: string, role: Role, station: string | null = null): Promise<Client> {
    const account = await this.app
      .get(Accounts)
      .create({ username, name: username, role, password: PASSWORD, station });
    const answer = await request(this.url).post('/api/v1/session').send({ username, password: PASSWORD });
    const cookie = (answer.get('Set-Cookie')?.[0] ?? '').split(';')[0]!;
    return {
      id: account.id,
      get: (path) => request(this.url).get(`/api/v1${path}`).set('Cookie', cookie),
      post: (path, body = {}) => request(this.url).post(`/api/v1${path}`).set('Cookie', cookie).send(body),
    };
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.sandbox.stop();
    await this.drop();
  }
}

export interface Client {
  id: string;
  get(path: string): request.Test;
  post(path: string, body?: object): request.Test;
}
