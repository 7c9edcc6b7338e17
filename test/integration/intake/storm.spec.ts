import type { AlertInput, AlertsAccepted } from '#contracts';
import { Alarms, DeskAuditor } from '#cases';
import { FeedSealer } from '#live';
import { OutboxRelay } from '#platform';
import { createRng, syntheticAlert, syntheticPerson } from '#synthetic';
import { IntakeDesk } from './intake-desk.js';

const rng = createRng('alert storm');
const BACKLOG = 300;

/** Nothing about it raises it above low. */
const low = (): AlertInput => {
  const { phone, name } = syntheticPerson(rng);
  return { ...alert('low'), person: { phone, name }, signals: [] };
};
const alert = (severity: 'critical' | 'low'): AlertInput =>
  syntheticAlert(rng, { now: new Date('2026-06-30T02:00:00Z'), severity, fraudType: 'rebate_task' });

describe('an alert that waits in line', () => {
  let desk: IntakeDesk;
  let auditor: DeskAuditor;
  beforeEach(async () => {
    desk = await IntakeDesk.open();
    auditor = desk.app.get(DeskAuditor);
  });
  afterEach(() => desk.close());

  const accepted = async (...alerts: AlertInput[]): Promise<string[]> => {
    const { body } = await desk.post<AlertsAccepted>('/alerts', alerts);
    return body.results.map(({ id }) => id);
  };
  const places = () => desk.count(`outbox WHERE kind = 'intake.place'`);
  const kinds = async () => {
    await new FeedSealer(desk.db).seal();
    return (await auditor.look()).map(({ kind }) => kind);
  };

  it('is not taken for lost, however long the line, and a critical one passes it', async () => {
    await accepted(...Array.from({ length: BACKLOG }, low));
    for (const seconds of [11, 60, 60]) {
      await desk.advance(seconds);
      expect(await kinds()).toEqual(['placing_late']);
    }
    expect(await places()).toBe(BACKLOG);
    const open = (await desk.app.get(Alarms).open()).items;
    expect(open.map(({ code }) => code)).toEqual(['placing_late']);

    const [critical] = await accepted({ ...alert('critical'), tier: 'critical' });
    await desk.app.get(OutboxRelay).sweep(0, 1);
    const placed = await desk.db.query(`SELECT id FROM alert WHERE case_id IS NOT NULL`);
    expect(placed).toEqual([{ id: critical }]);
    await desk.place();
    expect(await kinds()).toEqual([]);
    expect(await desk.app.get(Alarms).open()).toEqual({ items: [], total: 0 });
  });

  it('is put in line again once when its effect is lost, as urgent as it was', async () => {
    const [id] = await accepted(low());
    const was = await desk.db.one(`SELECT priority FROM outbox`);
    await desk.db.query(`UPDATE outbox SET state = 'cancelled'`);
    await desk.advance(11);
    expect(await kinds()).toEqual(['alert_without_case']);
    for (const seconds of [61, 61]) {
      await desk.advance(seconds);
      expect(await kinds()).toEqual(['placing_late']);
    }
    expect(await desk.db.query(`SELECT priority FROM outbox WHERE state = 'pending'`)).toEqual([was]);
    await desk.place();
    expect(await desk.count(`alert WHERE id = $1 AND case_id IS NOT NULL`, [id])).toBe(1);
    expect(await kinds()).toEqual([]);

    // Lost once more, it is put in line once more.
    await desk.db.query(`UPDATE alert SET case_id = NULL, placed_revision = 0`);
    expect(await kinds()).toEqual(['alert_without_case']);
    expect(await kinds()).toEqual([]);
    expect(await desk.place()).toBe(1);
  });

  it('is as old as its last word: one that has just left quarantine is not late', async () => {
    const unusable = { ...low(), person: { name: '某人', phone: '139' } };
    const [id] = await accepted(unusable);
    await desk.advance(600);
    const corrected = { ...unusable, person: { phone: syntheticPerson(rng).phone } };
    const supervisor = await desk.signIn('supervisor');
    const out = await desk.post(`/quarantine/${id}/resubmit`, { alert: corrected }, supervisor);
    expect(out.status).toBe(200);
    expect(await kinds()).toEqual([]);
    await desk.db.query(`DELETE FROM outbox`);
    expect(await kinds()).toEqual([]);
    await desk.advance(11);
    expect(await kinds()).toEqual(['alert_without_case']);
  });
});
