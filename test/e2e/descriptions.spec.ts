import type { CaseView } from '#contracts';
import { createRng, syntheticAlert, syntheticPerson } from '#synthetic';
import { TestDesk } from './desk.js';
import type { Caller } from './caller.js';

describe('what a source wrote in its own words', () => {
  let desk: TestDesk;
  let officer: Caller;
  let opened: CaseView;
  let text: string;
  const rng = createRng('descriptions');
  const person = syntheticPerson(rng);
  const son = syntheticPerson(rng);
  const look = (alertId: string, reason: string) =>
    officer.post<{ value: string }>(`/cases/${opened.id}/reveal`, { field: 'description', alertId, reason });

  beforeAll(async () => {
    desk = await TestDesk.open();
    officer = await desk.signIn('duty_officer');
    const alert = syntheticAlert(rng, { now: new Date(await desk.now()), person, severity: 'high' });
    text = `事主${person.name}（${person.phone}，${person.idNumber}）正与13900000000通话，其子${son.name}手机${son.phone}`;
    opened = await desk.alerted(
      await desk.source(),
      { ...alert, suspect: { phones: ['13900000000'] }, description: text },
      officer,
    );
    await officer.post(`/cases/${opened.id}/relatives`, {
      ...{ name: son.name, phone: son.phone, kinship: '子女', mayContact: true, consent: '本人同意' },
    });
  });
  afterAll(() => desk.close());

  it('is masked for everybody who may read the case', async () => {
    const approver = await desk.signIn('approver');
    for (const reader of [officer, approver]) {
      const [told] = (await reader.get<CaseView>(`/cases/${opened.id}`)).descriptions;
      for (const value of [person.name, person.phone, person.idNumber, son.name, son.phone])
        expect(told!.text).not.toContain(value);
      // The suspect's number is on the case anyway, and the sense of the text stays.
      expect(told!.text).toContain('正与13900000000通话，其子');
    }
  });

  it('is shown as it was written for a reason, on the record, and only on its own case', async () => {
    const { alertId } = opened.descriptions[0]!;
    expect(await look(alertId, '核对来源描述')).toEqual({ value: text });
    const recorded = await desk.db.one(
      `SELECT data FROM audit_entry WHERE action = 'person.reveal' ORDER BY id DESC LIMIT 1`,
    );
    expect(recorded!['data']).toMatchObject({ field: 'description', alertId, reason: '核对来源描述' });
    await expect(look(opened.id, '另一条预警')).rejects.toMatchObject({ status: 404 });
    await expect(look('', '没有编号')).rejects.toMatchObject({ status: 422 });
  });
});
