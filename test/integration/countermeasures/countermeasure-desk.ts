import { randomBytes, randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Module, type INestApplication } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import request from 'supertest';
import { CountermeasuresApiModule } from '../../../apps/api/countermeasures/countermeasures.module.js';
import { GuardsModule } from '../../../apps/api/guards/guards.module.js';
import { OutreachApiModule } from '../../../apps/api/outreach/outreach.module.js';
import { ProblemFilter } from '../../../apps/api/problem.filter.js';
import { SessionModule } from '../../../apps/api/session/session.module.js';
import { makeValidationPipe } from '../../../apps/api/validation.js';
import { manualClock, type ManualClock } from '../../../apps/sandbox/clock.js';
import { startSandbox, type Sandbox } from '../../../apps/sandbox/start-sandbox.js';
import { Attempts, Cases, CasesModule, CaseViews, SYSTEM, Wakes } from '#cases';
import type { AttemptInput, CaseView, CountermeasureView, PoliceRank, Role } from '#contracts';
import { Countermeasures } from '#countermeasures';
import type { ConfirmationKind, Tier } from '#escalation';
import { Accounts } from '#identity';
import { People } from '#people';
import { Database, Outbox, parseEnv, PlatformModule } from '#platform';
import { createRng, syntheticPopulation } from '#synthetic';
import { freshDatabase } from '../../../libs/testing/stores-for-tests.js';

export const START = Date.parse('2026-06-30T10:00:00+08:00');
export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const ACCOUNT = '6222020000000001234';
const PASSWORD = 'correct horse 1';

export interface Client {
  id: string;
  get(path: string): request.Test;
  post(path: string, body?: object): request.Test;
  put(path: string, body: object): request.Test;
}

/** Countermeasures of api and worker in one process, on real PostgreSQL, HTTP and the sandbox's bank and carrier. */
export class CountermeasureDesk {
  private nowMs = START;
  private readonly people = syntheticPopulation(createRng('countermeasures'));

  private constructor(
    readonly app: INestApplication,
    readonly url: string,
    readonly sandbox: Sandbox,
    private readonly clock: ManualClock,
    private readonly drop: () => Promise<void>,
  ) {}

  static async start(): Promise<CountermeasureDesk> {
    const database = await freshDatabase();
    const clock = manualClock(new Date(START));
    const sandbox = await startSandbox({ clock });
    const settings = parseEnv({
      DATABASE_URL: database.url,
      REDIS_URL: 'redis://127.0.0.1:1/0',
      HOLDLINE_MASTER_KEY: randomBytes(32).toString('base64'),
      ...sandbox.secrets,
      INSTITUTIONS_URL: sandbox.url,
      DATABASE_POOL: '8',
      LOG_LEVEL: 'silent',
    });

    @Module({
      imports: [
        PlatformModule.forProcess('test', settings),
        GuardsModule,
        SessionModule,
        CasesModule,
        CountermeasuresApiModule,
        OutreachApiModule,
      ],
      providers: [{ provide: APP_FILTER, useClass: ProblemFilter }],
    })
    class CountermeasureDeskTestModule {}

    const app = await NestFactory.create(CountermeasureDeskTestModule, { rawBody: true, logger: false });
    app.setGlobalPrefix('api/v1');
    app.useGlobalPipes(makeValidationPipe());
    await app.listen(0, '127.0.0.1');
    const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
    settings.PUBLIC_URL = `http://127.0.0.1:${port}`;
    const desk = new CountermeasureDesk(app, settings.PUBLIC_URL, sandbox, clock, database.drop);
    await desk.setClock(START);
    return desk;
  }

  get db(): Database {
    return this.app.get(Database);
  }

  private async setClock(at: number): Promise<void> {
    this.nowMs = at;
    await this.db.query(
      `INSERT INTO test_clock (at) VALUES (to_timestamp($1::float8 / 1000))
       ON CONFLICT (only_row) DO UPDATE SET at = excluded.at`,
      [at],
    );
  }

  /** Time goes on at the desk, then at the institutions; what falls due is done. */
  async pass(ms: number): Promise<void> {
    await this.setClock(this.nowMs + ms);
    await this.work();
    await this.clock.advance(ms);
    await this.work();
  }

  /** Time goes on at the desk only: the institutions are behind. */
  async passHere(ms: number): Promise<void> {
    await this.setClock(this.nowMs + ms);
    await this.work();
  }

  /** Does what is due, and what follows from it. */
  async work(): Promise<void> {
    for (;;) {
      const woken = await this.app.get(Wakes).sweep();
      const swept = await this.app.get(Countermeasures).sweep();
      const due = await this.db.query<{ id: string }>(
        `SELECT id FROM outbox WHERE state = 'pending' AND run_after <= holdline_now()
            AND kind LIKE 'countermeasures.%' AND kind <> 'countermeasures.notice' ORDER BY priority, id`,
      );
      for (const { id } of due) await this.app.get(Outbox).run(id);
      if (woken + swept + due.length === 0) return;
    }
  }

  /** A new case on a new person. */
  open(tier: Tier): Promise<string> {
    const { phone, name, address } = this.people.next().value;
    return this.db.transaction(async (tx) => {
      const { personId } = await this.app.get(People).place(tx, { phone, name, address });
      const { caseId } = await this.app.get(Cases).openOrJoin(tx, {
        alertId: randomUUID(),
        personId,
        receivedAt: this.nowMs,
        raisedAt: this.nowMs,
        tier,
        tierFloor: null,
        reasons: [],
        facts: {
          ...{ fraudType: 'rebate_task', signals: [], flags: [], alertsIn30Days: 1 },
          ...{ hasPhone: true, hasAddress: true, hasRelative: false },
        },
        station: null,
        amountFen: null,
        news: true,
      });
      return caseId;
    });
  }

  /** Records an attempt of an officer, or with null of the desk itself; a persuasion comes with its gate. */
  async attempt(
    caseId: string,
    by: string | null,
    what: Pick<AttemptInput, 'kind' | 'outcome'> & { rungId?: string },
  ): Promise<void> {
    const gate = {
      ...{ identityFacts: ['birth_date', 'home_address'], contactCut: true, paymentsChecked: true },
      followUpAt: new Date(this.nowMs + 24 * HOUR).toISOString(),
    };
    await this.db.transaction((tx) =>
      this.app
        .get(Attempts)
        .record(
          tx,
          caseId,
          { attemptId: randomUUID(), ...what, ...(what.outcome.startsWith('persuaded') ? { gate } : {}) },
          by === null ? SYSTEM : { id: by, kind: 'account' },
        ),
    );
    await this.work();
  }

  /** The engine hears it as from the API, and what it asks for is done. */
  async confirm(caseId: string, kind: ConfirmationKind, by: string): Promise<void> {
    await this.db.transaction((tx) => this.app.get(Cases).apply(tx, caseId, { type: 'confirmed', kind, by }));
    await this.work();
  }

  view(caseId: string): Promise<CaseView> {
    return this.app.get(CaseViews).view(caseId);
  }

  async only(caseId: string): Promise<CountermeasureView> {
    const { countermeasures } = await this.view(caseId);
    if (countermeasures.length !== 1) throw new Error(`${countermeasures.length} countermeasures`);
    return countermeasures[0]!;
  }

  /** Alarms of countermeasures, `code percent`, in the order they rang. */
  async alarms(caseId: string): Promise<string[]> {
    const rows = await this.db.query<{ code: string; percent: number | null }>(
      `SELECT code, percent FROM alarm WHERE case_id = $1 AND code LIKE 'countermeasure%' ORDER BY raised_at, id`,
      [caseId],
    );
    return rows.map(({ code, percent }) => (percent === null ? code : `${code} ${percent}`));
  }

  async timeline(caseId: string): Promise<string[]> {
    const { timeline } = await this.view(caseId);
    return timeline
      .map((entry) => entry.kind)
      .filter((kind) => kind.startsWith('countermeasure_'))
      .reverse();
  }

  async signIn(
    username: string,
    role: Role,
    sworn = false,
    more: { personNo?: string; rank?: PoliceRank } = {},
  ): Promise<Client> {
    const officer = { personNo: `P-${username}`, sworn, ...(sworn ? { rank: '二级警督' as const } : {}) };
    const { id } = await this.app
      .get(Accounts)
      .create({ username, name: username, role, password: PASSWORD, ...officer, ...more });
    const answer = await request(this.url).post('/api/v1/session').send({ username, password: PASSWORD });
    const cookie = (answer.get('Set-Cookie')?.[0] ?? '').split(';')[0]!;
    const api = request(this.url);
    return {
      id,
      get: (path) => api.get(`/api/v1${path}`).set('Cookie', cookie),
      post: (path, body = {}) => api.post(`/api/v1${path}`).set('Cookie', cookie).send(body),
      put: (path, body) => api.put(`/api/v1${path}`).set('Cookie', cookie).send(body),
    };
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.sandbox.stop();
    await this.drop();
  }
}

/** A complete request; a transfer limit on a receiving account unless told otherwise. */
export const aRequest = (more: object = {}): Record<string, unknown> => ({
  kind: 'transfer_limit',
  target: 'suspect_account',
  targetRef: ACCOUNT,
  institution: 'bank',
  legalBasis: '《反电信网络诈骗法》第二十条',
  necessity: '当事人正在向该账户转账，电话劝阻无效',
  scope: '仅限非柜面转出，单日累计一千元',
  durationS: 86_400,
  ...more,
});
