import { DeskAuditor } from '#cases';
import { aRequest, CountermeasureDesk, MINUTE } from './countermeasure-desk.js';

describe('the sweep of countermeasures', () => {
  let desk: CountermeasureDesk;
  beforeEach(async () => {
    desk = await CountermeasureDesk.start();
  });
  afterEach(() => desk.stop());

  const findings = async () =>
    (await desk.app.get(DeskAuditor).look())
      .filter(({ kind }) => kind.startsWith('countermeasure'))
      .map(({ kind, caseId }) => [kind, caseId]);

  it('tells the supervisor of a request that breaks again and again, until it does so no more', async () => {
    const officer = await desk.signIn('duty1', 'duty_officer');
    const caseId = await desk.open('high');
    const stop = aRequest({ kind: 'stop_payment', durationS: 172_800 });
    await officer.post(`/cases/${caseId}/countermeasures`, stop).expect(201);
    await desk.db.query(`
      CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken on purpose'; END $$;
      CREATE TRIGGER broken BEFORE UPDATE ON countermeasure FOR EACH ROW WHEN (NEW.version > OLD.version)
        EXECUTE FUNCTION broken()`);
    await desk.pass(15 * MINUTE);
    await desk.pass(MINUTE);
    expect(await findings()).toEqual([]);
    await desk.pass(MINUTE);
    expect(await findings()).toEqual([['countermeasure_broken', caseId]]);
    expect(await desk.alarms(caseId)).toEqual(['countermeasure_broken']);

    await desk.db.query(`DROP TRIGGER broken ON countermeasure`);
    await desk.pass(MINUTE);
    expect(await findings()).toEqual([]);
    expect(await desk.alarms(caseId)).toContain('countermeasure_approve 100');
  });
});
