import type { AlertInput, AlertsAccepted, Problem, QuarantineRow } from '#contracts';
import { Outbox } from '#platform';
import { Quarantine } from '#intake';
import { createRng, syntheticAlert } from '#synthetic';
import { IntakeDesk } from './intake-desk.js';

const rng = createRng('quarantine');
const unusable = (): AlertInput => ({
  ...syntheticAlert(rng, { now: new Date('2026-06-30T02:00:00Z') }),
  person: { name: '某人', phone: '139', address: '某地' },
});

describe('quarantine', () => {
  let desk: IntakeDesk;
  let supervisor: Record<string, string>;
  beforeAll(async () => {
    desk = await IntakeDesk.open();
    supervisor = await desk.signIn('supervisor');
  });
  afterAll(() => desk.close());

  const kept = async (alert = unusable()): Promise<string> => {
    const { body } = await desk.post<AlertsAccepted>('/alerts', [alert]);
    expect(body.results[0]!.status).toBe('quarantined');
    return body.results[0]!.id;
  };
  const audited = (id: string): Promise<{ action: string }[]> =>
    desk.db.query(`SELECT action FROM audit_entry WHERE entity_id = $1 ORDER BY id`, [id]);

  it('lists reasons without values, most pressing first, with a clock of three minutes', async () => {
    const id = await kept();
    await desk.advance(60);
    await kept();
    const { status, body } = await desk.send<{ items: QuarantineRow[]; total: number }>(
      'GET',
      '/quarantine',
      undefined,
      supervisor,
    );
    expect([status, body.total, body.items[0]!.alertId]).toEqual([200, 2, id]);
    const [first] = body.items;
    expect(Date.parse(first!.dueAt) - Date.parse(first!.receivedAt)).toBe(180_000);
    expect(first!.reasons.map(({ code }) => code)).toEqual(['phone_unknown_plan', 'nobody_reachable']);
    expect(JSON.stringify(body)).not.toContain('某');
  });

  it('shows the values to a supervisor for a reason on the record, who then owns it; to no duty officer', async () => {
    const alert = unusable();
    const id = await kept(alert);
    const path = `/quarantine/${id}/reveal`;
    expect(await desk.post(path, {}, supervisor)).toMatchObject({
      status: 422,
      body: { errors: expect.arrayContaining([expect.objectContaining({ field: 'reason' })]) as unknown },
    });
    expect(await audited(id)).toEqual([]);
    const { body } = await desk.post<{ alert: AlertInput }>(path, { reason: '更正号码' }, supervisor);
    expect(body.alert).toEqual(alert);
    expect(await audited(id)).toEqual([{ action: 'quarantine.reveal' }]);
    const [look] = await desk.db.query<{ data: unknown }>(
      `SELECT data FROM audit_entry WHERE entity_id = $1`,
      [id],
    );
    expect(look!.data).toEqual({ reason: '更正号码' });
    expect(await desk.count(`alert WHERE id = $1 AND owner IS NOT NULL`, [id])).toBe(1);
    const officer = await desk.signIn('duty_officer');
    expect((await desk.post(path, { reason: '看看' }, officer)).status).toBe(403);
  });

  it('lets a corrected alert out into a case, under the same id', async () => {
    const alert = unusable();
    const id = await kept(alert);
    const still = await desk.post<Problem>(
      `/quarantine/${id}/resubmit`,
      { alert: { ...alert, description: 'x' } },
      supervisor,
    );
    expect([still.status, still.body.errors!.at(-1)!.code]).toEqual([422, 'nobody_reachable']);
    const corrected = { ...alert, person: { ...alert.person, phone: '13900000077' } };
    const out = await desk.post<{ id: string; status: string }>(
      `/quarantine/${id}/resubmit`,
      { alert: corrected },
      supervisor,
    );
    expect([out.status, out.body.status, out.body.id]).toEqual([200, 'accepted', id]);
    await desk.place();
    expect(await desk.count(`alert WHERE id = $1 AND case_id IS NOT NULL`, [id])).toBe(1);
    expect((await desk.post(`/quarantine/${id}/resubmit`, { alert: corrected }, supervisor)).status).toBe(
      409,
    );
  });

  it('lets an alert be dismissed with a reason, on the record', async () => {
    const id = await kept();
    expect((await desk.post(`/quarantine/${id}/dismiss`, { reason: '' }, supervisor)).status).toBe(422);
    expect((await desk.post(`/quarantine/${id}/dismiss`, { reason: '测试数据' }, supervisor)).status).toBe(
      204,
    );
    expect(await audited(id)).toEqual([{ action: 'quarantine.dismiss' }]);
    expect(await desk.count(`alert WHERE id = $1 AND status = 'dismissed'`, [id])).toBe(1);
  });

  it('tells the desk once when the clock runs out', async () => {
    const quarantine = desk.app.get(Quarantine);
    await desk.advance(600);
    const id = await kept();
    await desk.advance(179);
    // Those of the stories above.
    await quarantine.sweep();
    expect(await desk.count(`case_event WHERE data->>'alertId' = $1`, [id])).toBe(0);
    await desk.advance(1);
    expect(await quarantine.sweep()).toBe(1);
    expect(await quarantine.sweep()).toBe(0);
    expect(
      await desk.count(`case_event WHERE kind = 'quarantine_overdue' AND data->>'alertId' = $1`, [id]),
    ).toBe(1);
  });

  describe('takes in what could not be placed again and again', () => {
    let alert: AlertInput;
    let id: string;
    beforeEach(async () => {
      alert = syntheticAlert(rng, { now: new Date('2026-06-30T02:00:00Z') });
      const { body } = await desk.post<AlertsAccepted>('/alerts', alert);
      id = body.results[0]!.id;
      await desk.db.query(`UPDATE alert SET payload_sealed = '\\x00' WHERE id = $1`, [id]);
      const outbox = desk.app.get(Outbox);
      const fates: unknown[] = [];
      for (let i = 0; i < 5; i += 1) {
        const [effect] = await desk.db.query<{ id: string }>(
          `SELECT id FROM outbox WHERE payload->>'alertId' = $1`,
          [id],
        );
        fates.push(await outbox.run(effect!.id));
        await desk.advance(60);
      }
      expect(fates).toEqual(['retry', 'retry', 'retry', 'retry', 'failed']);
    });

    const fate = () => desk.db.one(`SELECT status, reasons, due_at FROM alert WHERE id = $1`, [id]);
    const isInACase = async (): Promise<boolean> => {
      await desk.place();
      return (await desk.count(`alert WHERE id = $1 AND case_id IS NOT NULL`, [id])) === 1;
    };

    it('so that a person looks at it, who may send it out as it is', async () => {
      expect(await fate()).toMatchObject({
        status: 'quarantined',
        reasons: [{ field: '', code: 'placement_failed' }],
      });
      const out = await desk.post<{ id: string; status: string }>(
        `/quarantine/${id}/resubmit`,
        { alert },
        supervisor,
      );
      expect([out.status, out.body.status, out.body.id]).toEqual([200, 'accepted', id]);
      expect(await fate()).toMatchObject({ status: 'accepted', reasons: [], due_at: null });
      expect(await isInACase()).toBe(true);
    });

    it('and lets it out when its source sends it again', async () => {
      const { status, body } = await desk.post<AlertsAccepted>('/alerts', alert);
      expect([status, body.results]).toEqual([202, [{ sourceRef: alert.sourceRef, id, status: 'accepted' }]]);
      expect(await isInACase()).toBe(true);
      expect((await desk.post<AlertsAccepted>('/alerts', alert)).body.results[0]!.status).toBe('duplicate');
    });
  });
});
