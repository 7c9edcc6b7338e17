import type { CountermeasureView } from '#contracts';
import { aRequest, CountermeasureDesk, MINUTE, SECOND, type Client } from './countermeasure-desk.js';

describe('what is in force is released as soon as it may be', () => {
  let desk: CountermeasureDesk;
  let officer: Client;
  let approver: Client;
  let supervisor: Client;

  beforeEach(async () => {
    desk = await CountermeasureDesk.start();
    [officer, approver, supervisor] = await Promise.all([
      desk.signIn('duty1', 'duty_officer'),
      desk.signIn('approver1', 'approver', true),
      desk.signIn('supervisor1', 'supervisor', true),
    ]);
  });
  afterEach(() => desk.stop());

  const propose = async (caseId: string): Promise<CountermeasureView> =>
    (await officer.post(`/cases/${caseId}/countermeasures`, aRequest()).expect(201))
      .body as CountermeasureView;
  const inForce = async (caseId: string): Promise<string> => {
    const { id } = await propose(caseId);
    await approver.post(`/countermeasures/${id}/approve`, { version: 1, reason: '同意' }).expect(200);
    await desk.pass(5 * SECOND);
    return id;
  };
  const states = async (caseId: string): Promise<string[]> =>
    (await desk.view(caseId)).countermeasures.map((one) => one.state).sort();

  it('at once when the person was persuaded face to face, and takes back what was only asked for', async () => {
    const caseId = await desk.open('high');
    await inForce(caseId);
    await propose(caseId);
    await desk.attempt(caseId, officer.id, { kind: 'visit', outcome: 'persuaded_visit' });
    expect(await states(caseId)).toEqual(['expiring', 'withdrawn']);
    await desk.pass(SECOND);
    expect(await states(caseId)).toEqual(['released', 'withdrawn']);
    expect(desk.sandbox.inbox.list('bank')).toMatchObject([{ state: 'released', reason: 'requested' }]);
    expect((await desk.view(caseId)).state).toBe('watched');
  });

  it('after a second person’s word when it was by phone', async () => {
    const caseId = await desk.open('high');
    await inForce(caseId);
    await desk.attempt(caseId, officer.id, { kind: 'call', outcome: 'persuaded_phone' });
    await desk.pass(SECOND);
    expect(await states(caseId)).toEqual(['in_force']);
    expect((await desk.view(caseId)).confirmation).toMatchObject({ kind: 'release' });
    await expect(desk.confirm(caseId, 'release', officer.id)).rejects.toMatchObject({
      code: 'second_person_needed',
    });
    await desk.confirm(caseId, 'release', supervisor.id);
    await desk.pass(SECOND);
    expect(await states(caseId)).toEqual(['released']);
  });

  it('when it was a false alarm', async () => {
    const caseId = await desk.open('high');
    await inForce(caseId);
    await desk.attempt(caseId, officer.id, { kind: 'review', outcome: 'false_alarm' });
    await desk.confirm(caseId, 'false_alarm', supervisor.id);
    await desk.pass(SECOND);
    expect(await states(caseId)).toEqual(['released']);
    expect((await desk.view(caseId)).state).toBe('ended');
  });

  it('by hand, once', async () => {
    const caseId = await desk.open('high');
    const id = await inForce(caseId);
    await officer.post(`/countermeasures/${id}/release`, { reason: '误限' }).expect(403);
    for (let click = 0; click < 2; click += 1) {
      const answer = await approver.post(`/countermeasures/${id}/release`, { reason: '误限' }).expect(200);
      expect(answer.body).toMatchObject({ state: 'expiring', releaseRequestedAt: expect.any(String) });
    }
    await desk.pass(SECOND);
    expect(await states(caseId)).toEqual(['released']);
    await approver.post(`/countermeasures/${id}/release`, { reason: '误限' }).expect(200);
  });

  it('and is chased every minute until the bank confirms', async () => {
    desk.sandbox.answers.script = { bank: { releaseAfterMs: null } };
    const caseId = await desk.open('high');
    await inForce(caseId);
    await desk.attempt(caseId, officer.id, { kind: 'visit', outcome: 'persuaded_visit' });
    const asked = async (): Promise<number> =>
      (await desk.db.query(`SELECT FROM outbox WHERE kind = 'countermeasures.release' AND state = 'done'`))
        .length;
    expect(await asked()).toBe(1);
    for (let minute = 2; minute <= 6; minute += 1) {
      await desk.pass(MINUTE);
      expect(await asked()).toBe(minute);
    }
    expect(await states(caseId)).toEqual(['expiring']);
    expect(await desk.alarms(caseId)).toEqual(['countermeasure_release 80', 'countermeasure_release 100']);
    desk.sandbox.answers.script = {};
    await desk.pass(MINUTE);
    expect(await states(caseId)).toEqual(['released']);
  });

  it('and rings when the desk cannot even ask for it', async () => {
    const caseId = await desk.open('high');
    await inForce(caseId);
    await desk.db.query(`
      CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken on purpose'; END $$;
      CREATE TRIGGER broken BEFORE UPDATE ON countermeasure FOR EACH ROW WHEN (NEW.state = 'expiring')
        EXECUTE FUNCTION broken()`);
    await desk.attempt(caseId, officer.id, { kind: 'visit', outcome: 'persuaded_visit' });
    expect(await desk.alarms(caseId)).toEqual([]);
    for (let tries = 1; tries < 20; tries += 1) await desk.pass(MINUTE);
    expect(await desk.alarms(caseId)).toEqual(['countermeasure_unreleased']);
    expect(await states(caseId)).toEqual(['in_force']);
  });
});
