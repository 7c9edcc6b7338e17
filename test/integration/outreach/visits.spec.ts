import { Cases } from '#cases';
import { Stations } from '#outreach';
import { MINUTE, OutreachDesk, PHONE, type Client } from './outreach-desk.js';

const STATION = '听潮派出所';
const gate = {
  identityFacts: ['document_seen', 'home_address'],
  contactCut: true,
  paymentsChecked: true,
  followUpAt: '2026-07-01T10:00:00+08:00',
};

describe('a visit', () => {
  let desk: OutreachDesk;
  let officer: Client;
  let caseId: string;
  let visitId: string;

  beforeEach(async () => {
    desk = await OutreachDesk.start();
    await desk.app
      .get(Stations)
      .ensure([{ id: 'tingchao', name: STATION, district: '滨海区', kind: 'police' }]);
    officer = await desk.signIn('field1', 'field_officer', STATION);
    caseId = await desk.open({ tier: 'critical', station: STATION });
    await desk.pass(3 * MINUTE);
    visitId = (await desk.view(caseId)).visits[0]!.id;
  });
  afterEach(() => desk.stop());

  const stateOf = async (): Promise<string> => (await desk.view(caseId)).visits[0]!.state;

  test('is dispatched to the case’s station after three minutes and shows on its phones', async () => {
    const { body } = await officer.get('/visits').expect(200);
    expect(body.items).toEqual([
      {
        id: visitId,
        caseId,
        station: STATION,
        needs: [],
        state: 'dispatched',
        dispatchedAt: '2026-06-30T02:03:00.000Z',
        acceptBy: '2026-06-30T02:13:00.000Z',
        officer: null,
        outcome: null,
      },
    ]);
    expect(await desk.rung(caseId, 'visit')).toMatchObject({ status: 'running', reason: 'dispatched' });
    expect(await desk.timeline(caseId)).toContain('visit_dispatched');
  });

  test('is accepted, made and reported; the address is there while it lasts, each look recorded', async () => {
    const free = (await officer.get(`/visits/${visitId}`).expect(200)).body;
    expect(free).toMatchObject({ state: 'dispatched', tier: 'critical', details: null });
    await officer.post(`/visits/${visitId}/accept`).expect(200);
    await officer.post(`/visits/${visitId}/accept`).expect(200);
    const task = await officer.get(`/visits/${visitId}`).expect(200);
    expect(task.body.details).toEqual({
      caseNo: expect.any(String),
      fraudType: 'rebate_task',
      flags: [],
      person: { name: '王明', phone: PHONE, address: '听潮街1号' },
      verificationCode: expect.stringMatching(/^\d+$/),
    });
    await desk.pass(5 * MINUTE);
    await officer.post(`/visits/${visitId}/arrive`).expect(200);
    const report = { attemptId: crypto.randomUUID(), outcome: 'persuaded_visit', gate };
    expect((await officer.post(`/visits/${visitId}/report`, report).expect(200)).body.state).toBe('reported');
    await officer.post(`/visits/${visitId}/report`, report).expect(200);
    const view = await desk.view(caseId);
    expect(view.state).toBe('watched');
    expect(view.attempts).toMatchObject([{ kind: 'visit', outcome: 'persuaded_visit', counted: true }]);
    // Over, and nothing of it is left on the phone but what came of it.
    const over = await officer.get(`/visits/${visitId}`).expect(200);
    expect(over.body).toMatchObject({ state: 'reported', outcome: 'persuaded_visit', details: null });
    const looks = await desk.db.query(
      `SELECT data->'fields' AS fields FROM audit_entry WHERE action = 'person.reveal'`,
    );
    expect(looks).toEqual([{ fields: ['name', 'phone', 'address'] }]);
  });

  test('persuaded without its checks is refused, and nothing is half written', async () => {
    await officer.post(`/visits/${visitId}/accept`);
    const answer = await officer.post(`/visits/${visitId}/report`, {
      attemptId: crypto.randomUUID(),
      outcome: 'persuaded_visit',
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].field).toBe('gate');
    expect(await stateOf()).toBe('accepted');
  });

  test('not found: the ladder goes on and sends another one later', async () => {
    await officer.post(`/visits/${visitId}/accept`);
    await officer
      .post(`/visits/${visitId}/report`, {
        attemptId: crypto.randomUUID(),
        outcome: 'not_found',
        note: '邻居称外出',
      })
      .expect(200);
    await desk.pass(30 * MINUTE);
    expect((await desk.view(caseId)).visits.map((visit) => visit.state)).toEqual(['reported', 'dispatched']);
  });

  test('not accepted in time: one alarm', async () => {
    await desk.pass(9 * MINUTE);
    expect(await desk.alarms()).not.toContain('visit_not_accepted');
    await desk.pass(MINUTE);
    await desk.pass(MINUTE);
    expect((await desk.alarms()).filter((code) => code === 'visit_not_accepted')).toHaveLength(1);
  });

  test('refused: alarm, and the fallback station gets it, whose visits any officer may take', async () => {
    await officer.post(`/visits/${visitId}/refuse`, { reason: '警力不足' }).expect(200);
    await desk.work();
    expect(await desk.alarms()).toContain('visit_refused');
    const visits = (await desk.view(caseId)).visits;
    expect(visits.map(({ station, state }) => [station, state])).toEqual([
      [STATION, 'refused'],
      ['机动处置组', 'dispatched'],
    ]);
    const anyones = visits[1]!.id;
    const elsewhere = await desk.signIn('field2', 'field_officer', '云麓派出所');
    expect((await elsewhere.get(`/visits/${anyones}`).expect(200)).body).toMatchObject({ details: null });
    await officer.post(`/visits/${anyones}/accept`).expect(200);
    // Taken, it is no longer anybody's; nor when it is reported.
    await elsewhere.get(`/visits/${anyones}`).expect(404);
    await elsewhere.post(`/visits/${anyones}/accept`).expect(409);
    await officer
      .post(`/visits/${anyones}/report`, { attemptId: crypto.randomUUID(), outcome: 'not_found' })
      .expect(200);
    await elsewhere.get(`/visits/${anyones}`).expect(404);
    expect((await elsewhere.get('/visits')).body.items).toEqual([]);
    const stored = await desk.db.query<{ row: string }>(`SELECT to_jsonb(v)::text AS row FROM visit v`);
    expect(stored.map(({ row }) => row).join()).not.toContain('警力不足');
  });

  test('is nobody else’s: another station, another officer, a grid worker, the desk', async () => {
    const elsewhere = await desk.signIn('field2', 'field_officer', '云麓派出所');
    const colleague = await desk.signIn('field3', 'field_officer', 'tingchao');
    const grid = await desk.signIn('grid1', 'grid_worker', STATION);
    const duty = await desk.signIn('duty1', 'duty_officer');
    expect((await elsewhere.get('/visits')).body.items).toEqual([]);
    await elsewhere.get(`/visits/${visitId}`).expect(404);
    await elsewhere.post(`/visits/${visitId}/accept`).expect(404);
    await officer.post(`/visits/${visitId}/accept`).expect(200);
    await colleague.post(`/visits/${visitId}/accept`).expect(409);
    await colleague.post(`/visits/${visitId}/arrive`).expect(403);
    await colleague.get(`/visits/${visitId}`).expect(404);
    expect((await colleague.get('/visits')).body.items).toEqual([]);
    await grid.get('/visits').expect(403);
    await grid.get(`/visits/${visitId}`).expect(403);
    expect((await duty.get('/visits')).body.items).toHaveLength(1);
    await duty.get(`/visits/${visitId}`).expect(403);
    await duty.post(`/visits/${visitId}/accept`).expect(403);
  });

  test('is called off when a supervisor waives it', async () => {
    await desk.db.transaction((tx) =>
      desk.app
        .get(Cases)
        .apply(tx, caseId, { type: 'waived', rungId: 'visit', by: officer.id, reason: 'told by hand' }),
    );
    await desk.work();
    expect(await stateOf()).toBe('cancelled');
    await officer.post(`/visits/${visitId}/accept`).expect(409);
  });

  test('by hand: to a named station; a second one only when none is under way', async () => {
    const duty = await desk.signIn('duty1', 'duty_officer');
    await duty.post(`/cases/${caseId}/visits`).expect(409);
    const other = await desk.open({ tier: 'medium', phone: '+8613700137000' });
    const unknown = await duty.post(`/cases/${other}/visits`, { station: '无此所' });
    expect([unknown.status, unknown.body.errors[0].field]).toEqual([422, 'station']);
    const sent = await duty.post(`/cases/${other}/visits`, { station: STATION }).expect(201);
    expect(sent.body).toMatchObject({
      station: STATION,
      state: 'dispatched',
      acceptBy: '2026-06-30T02:33:00.000Z',
    });
  });

  test('to a station that nobody knows goes to the fallback', async () => {
    const other = await desk.open({ tier: 'critical', phone: '+8613700137000', station: '不明派出所' });
    await desk.pass(3 * MINUTE);
    expect((await desk.view(other)).visits).toMatchObject([{ station: '机动处置组', state: 'dispatched' }]);
  });
});
