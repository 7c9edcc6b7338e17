import type { Problem, QueueItem } from '#contracts';
import { KeyRing } from '#platform';
import { IntakeDesk } from './intake-desk.js';

interface Entered {
  alertId: string;
  caseId: string;
  caseNo: string;
}
interface Found {
  case: QueueItem | null;
  attemptId: string | null;
}

describe('by hand', () => {
  let desk: IntakeDesk;
  let officer: Record<string, string>;
  beforeAll(async () => {
    desk = await IntakeDesk.open();
    officer = await desk.signIn('duty_officer');
  });
  afterAll(() => desk.close());

  const enter = (alert: object): ReturnType<typeof desk.post<Entered>> =>
    desk.post<Entered>('/alerts/manual', alert, officer);

  it('an alert is in a case when the answer comes', async () => {
    const { status, body } = await enter({
      phone: '139 0000 0101',
      fraudType: 'rebate_task',
      signals: ['paying_now'],
    });
    expect(status).toBe(201);
    const row = await desk.db.one(
      `SELECT c.no, c.tier, a.source_id FROM alert a JOIN desk_case c ON c.id = a.case_id WHERE a.id = $1`,
      [body.alertId],
    );
    expect(row).toEqual({ no: body.caseNo, tier: 0, source_id: 'manual' });
    const again = await enter({ phone: '+8613900000101', fraudType: 'other' });
    expect(again.body.caseId).toBe(body.caseId);
  });

  it('an alert that reaches nobody is refused with its fields, and nothing is kept', async () => {
    const before = await desk.count('alert');
    const { status, body } = await desk.post<Problem>(
      '/alerts/manual',
      { phone: '139', fraudType: 'other' },
      officer,
    );
    expect([status, body.errors!.map(({ code }) => code)]).toEqual([
      422,
      ['phone_unknown_plan', 'nobody_reachable'],
    ]);
    expect((await enter({ phone: '13900000102', fraudType: 'nonsense' })).status).toBe(422);
    expect(await desk.count('alert')).toBe(before);
  });

  it('a call that comes in finds its case by number, case number or code, and is noted on it', async () => {
    const { caseId, caseNo } = (await enter({ phone: '13900000103', fraudType: 'romance' })).body;
    const code = desk.app.get(KeyRing).verificationCode(caseId);
    for (const call of [{ phone: '13900000103' }, { no: caseNo }, { code }]) {
      const { status, body } = await desk.post<Found>('/inbound-calls', call, officer);
      expect([status, body.case!.id, body.attemptId]).toEqual([
        200,
        caseId,
        expect.stringMatching(/^[0-9a-f-]{36}$/),
      ]);
    }
    expect(await desk.count(`case_event WHERE kind = 'inbound_call' AND case_id = $1`, [caseId])).toBe(3);
    expect((await desk.post<Found>('/inbound-calls', { phone: '13900000199' }, officer)).body).toEqual({
      case: null,
      attemptId: null,
    });
    expect((await desk.post('/inbound-calls', {}, officer)).status).toBe(422);
  });

  it('is for the desk, not for sources', async () => {
    expect((await desk.post('/alerts/manual', { phone: '13900000104', fraudType: 'other' })).status).toBe(
      401,
    );
    expect((await desk.post('/inbound-calls', { no: '1' })).status).toBe(401);
  });
});
