import { randomBytes, randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Module, type INestApplication } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import request from 'supertest';
import { GuardsModule } from '../../../apps/api/guards/guards.module.js';
import { PeopleApiModule } from '../../../apps/api/people/people.module.js';
import { ProblemFilter } from '../../../apps/api/problem.filter.js';
import { SessionModule } from '../../../apps/api/session/session.module.js';
import { makeValidationPipe } from '../../../apps/api/validation.js';
import { Cases, CaseViews } from '#cases';
import type { QueueItem, RelativeView, Role } from '#contracts';
import { Accounts } from '#identity';
import { People } from '#people';
import { Database, newSharedSecrets, parseEnv, PlatformModule } from '#platform';
import { syntheticIdNumber } from '#synthetic';
import { freshDatabase } from '../../../libs/testing/stores-for-tests.js';

const PASSWORD = 'correct horse 1';
const PHONE = '+8613800138000';
const ID = syntheticIdNumber('110101', '19900307');
const KIN = { name: '李娜', phone: '13900139001', kinship: '配偶', mayContact: true, consent: '电话同意' };

describe('looks behind the mask', () => {
  let app: INestApplication;
  let url: string;
  let db: Database;
  let drop: () => Promise<void>;
  let caseId: string;
  let personId: string;
  let post: (path: string, body: object) => request.Test;

  const signIn = async (username: string, role: Role): Promise<typeof post> => {
    await app.get(Accounts).create({ username, name: username, role, password: PASSWORD });
    const answer = await request(url).post('/api/v1/session').send({ username, password: PASSWORD });
    const cookie = (answer.get('Set-Cookie')?.[0] ?? '').split(';')[0]!;
    return (path, body) => request(url).post(`/api/v1${path}`).set('Cookie', cookie).send(body);
  };
  const trail = () =>
    db.query<{ action: string; entity_id: string | null; data: Record<string, unknown> }>(
      `SELECT action, entity_id, data FROM audit_entry WHERE entity = 'person' ORDER BY id DESC LIMIT 1`,
    );

  beforeAll(async () => {
    const database = await freshDatabase();
    drop = database.drop;
    const settings = parseEnv({
      DATABASE_URL: database.url,
      REDIS_URL: 'redis://127.0.0.1:1/0',
      HOLDLINE_MASTER_KEY: randomBytes(32).toString('base64'),
      ...newSharedSecrets(),
      LOG_LEVEL: 'silent',
    });

    @Module({
      imports: [PlatformModule.forProcess('test', settings), GuardsModule, SessionModule, PeopleApiModule],
      providers: [{ provide: APP_FILTER, useClass: ProblemFilter }],
    })
    class PeopleRoutesTestModule {}

    app = await NestFactory.create(PeopleRoutesTestModule, { logger: false });
    app.setGlobalPrefix('api/v1');
    app.useGlobalPipes(makeValidationPipe());
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${((app.getHttpServer() as Server).address() as AddressInfo).port}`;
    db = app.get(Database);
    post = await signIn('duty1', 'duty_officer');
    ({ caseId, personId } = await open({ phone: PHONE, idNumber: ID, name: '王明', address: '海淀路1号' }));
  });
  afterAll(async () => {
    await app.close();
    await drop();
  });

  const open = (named: Parameters<People['place']>[1]): Promise<{ caseId: string; personId: string }> =>
    db.transaction(async (tx) => {
      const { personId: id, facts } = await app.get(People).place(tx, named);
      const at = await tx.now();
      const { caseId: opened } = await app.get(Cases).openOrJoin(tx, {
        ...{
          alertId: randomUUID(),
          personId: id,
          receivedAt: at,
          raisedAt: at,
          tier: 'high',
          tierFloor: null,
        },
        ...{ reasons: [], station: null, amountFen: null, news: true },
        facts: {
          ...{ fraudType: 'rebate_task', signals: [], flags: facts.flags, alertsIn30Days: 1 },
          ...{ hasPhone: facts.hasPhone, hasAddress: facts.hasAddress, hasRelative: facts.hasRelative },
        },
      });
      return { caseId: opened, personId: id };
    });

  it.each([
    ['phone', PHONE],
    ['idNumber', ID],
    ['name', '王明'],
    ['address', '海淀路1号'],
  ])('shows the %s for a reason, and records who looked', async (field, value) => {
    const answer = await post(`/cases/${caseId}/reveal`, { field, reason: '回拨核实' }).expect(200);
    expect(answer.body).toEqual({ value });
    const [entry] = await trail();
    expect(entry).toEqual({
      action: 'person.reveal',
      entity_id: personId,
      data: { field, reason: '回拨核实', caseId },
    });
    const { timeline } = await app.get(CaseViews).view(caseId);
    expect(timeline[0]).toMatchObject({ kind: 'revealed', data: { field } });
  });

  it.each([
    ['reason', { field: 'phone' }],
    ['reason', { field: 'phone', reason: '' }],
    ['field', { field: 'data_key', reason: '回拨核实' }],
    ['relativeId', { field: 'relative_phone', reason: '回拨核实' }],
  ])('shows nothing without a right %s', async (field, body) => {
    const refused = await post(`/cases/${caseId}/reveal`, body).expect(422);
    expect((refused.body as { errors: { field: string }[] }).errors[0]).toMatchObject({ field });
  });

  it('shows nothing to other roles, nor of a case that is none', async () => {
    const approver = await signIn('approver1', 'approver');
    const auditor = await signIn('auditor1', 'auditor');
    for (const other of [approver, auditor]) {
      await other(`/cases/${caseId}/reveal`, { field: 'phone', reason: '看看' }).expect(403);
      await other('/cases/search', { phone: PHONE }).expect(403);
    }
    await post(`/cases/${randomUUID()}/reveal`, { field: 'phone', reason: '看看' }).expect(404);
  });

  it('takes a relative, shows them masked, tells the ladder, and keeps them to their own case', async () => {
    const added = await post(`/cases/${caseId}/relatives`, KIN).expect(201);
    const relative = added.body as RelativeView;
    expect(relative).toMatchObject({ name: '李**', phone: '139****9001', kinship: '配偶', asked: 'no' });
    const [row] = await db.query<{ has: boolean }>(
      `SELECT (snapshot->'facts'->>'hasRelative')::boolean AS has FROM desk_case WHERE id = $1`,
      [caseId],
    );
    expect(row).toEqual({ has: true });
    const look = { field: 'relative_phone', relativeId: relative.id, reason: '请家属协助' };
    const answer = await post(`/cases/${caseId}/reveal`, look).expect(200);
    expect(answer.body).toEqual({ value: '+8613900139001' });
    const other = await open({ phone: '+8613700137000' });
    await post(`/cases/${other.caseId}/reveal`, look).expect(404);
    await post(`/cases/${caseId}/relatives`, KIN).expect(409);
    await post(`/cases/${caseId}/relatives`, { ...KIN, phone: '110', consent: undefined }).expect(422);
  });

  it('finds the case by each key and records what was searched by, never for what', async () => {
    const [item] = (await post('/cases/search', { phone: '138 0013 8000' })).body.items as QueueItem[];
    expect(item).toMatchObject({ id: caseId, person: { name: '王**', phone: '138****8000' } });
    for (const query of [
      { idNumber: ID },
      { name: '王明' },
      { last4: '8000' },
      { initials: 'wm' },
      { no: item!.no },
    ]) {
      const found = await post('/cases/search', query).expect(200);
      expect((found.body.items as QueueItem[]).map((one) => one.id)).toEqual([caseId]);
      const [entry] = await trail();
      expect(entry!.data).toEqual({ by: Object.keys(query), found: 1 });
    }
    expect((await post('/cases/search', { name: '李雷' }).expect(200)).body).toEqual({ items: [] });
    await post('/cases/search', {}).expect(422);
    await post('/cases/search', { last4: '80' }).expect(422);
    await post('/cases/search', { idNumber: `${ID.slice(0, 17)}?` }).expect(422);
  });
});
