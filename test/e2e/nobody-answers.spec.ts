import { DeskAuditor } from '#cases';
import type { AlarmView, CaseView } from '#contracts';
import { createRng, syntheticAlert, syntheticPerson } from '#synthetic';
import { TestDesk } from './desk.js';

/** A critical alert that nobody at the desk touches: the ladder climbs by itself and rings ever louder. */
describe('a critical case that nobody takes', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open('2026-06-30T03:00:00+08:00');
  });
  afterAll(() => desk.close());

  it('is texted at 2 minutes, dispatched at 3, rings at 80 % and 100 % of its clocks, at night too', async () => {
    const rng = createRng('nobody answers');
    const [source, supervisor] = [await desk.source(), await desk.signIn('supervisor')];
    const person = syntheticPerson(rng);
    const alert = syntheticAlert(rng, { now: new Date(await desk.now()), person, severity: 'critical' });
    Object.assign(alert.person, { address: person.address });
    const { id } = await desk.alerted(source, alert, supervisor);
    const status = async (kind: string) =>
      (await supervisor.get<CaseView>(`/cases/${id}`)).rungs.find((rung) => rung.kind === kind)?.status;
    const codes = async () =>
      (await supervisor.get<{ items: AlarmView[] }>('/alarms')).items.map((a) => `${a.rungId} ${a.percent}`);

    await desk.advance('47s');
    expect(await codes()).toEqual([]);
    await desk.advance('1s');
    expect(await codes()).toEqual(['sign_in 80']);
    await desk.advance('12s');
    // The clock that ran out says all that its earlier mark said.
    expect(await codes()).toContain('sign_in 100');
    expect(await codes()).not.toContain('sign_in 80');

    expect(await status('sms')).toBe('waiting');
    await desk.advance('60s');
    expect(await codes()).toContain('call 100');
    expect(await status('sms')).not.toBe('waiting');
    expect(await status('visit')).toBe('waiting');
    await desk.advance('60s');
    expect(await status('visit')).toBe('running');
    await desk.advance('27m');
    expect(await codes()).toContain('face_to_face 100');
    expect(await desk.worker.get(DeskAuditor).findings()).toEqual([]);
  });
});
