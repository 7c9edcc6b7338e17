import { LegalBasis, recordSampleLegalBasis } from '#countermeasures';
import type { Outcome } from '#escalation';
import { aRequest, CountermeasureDesk, type Client } from './countermeasure-desk.js';

const LINE = {
  kind: 'line_suspension',
  target: 'victim_line',
  targetRef: 'line',
  institution: 'carrier',
  durationS: 600,
};

describe('what restricts the person themself comes after the softer means', () => {
  let desk: CountermeasureDesk;
  let officer: Client;

  beforeAll(async () => {
    desk = await CountermeasureDesk.start();
    officer = await desk.signIn('duty1', 'duty_officer');
    await recordSampleLegalBasis(desk.app.get(LegalBasis));
  });
  afterAll(() => desk.stop());

  /** What asking for a line suspension is answered with. */
  const asked = async (caseId: string): Promise<string> => {
    const { status, body } = await officer.post(`/cases/${caseId}/countermeasures`, aRequest(LINE));
    return status === 201 ? 'proposed' : (body as { errors: { code: string }[] }).errors[0]!.code;
  };

  it.each<[Outcome]>([['relative_custody'], ['no_answer'], ['denies']])(
    'a relative’s answer %s is none of them',
    async (outcome) => {
      const caseId = await desk.open('high');
      await desk.attempt(caseId, null, { kind: 'relative', outcome });
      expect(await asked(caseId)).toBe('softer_means_first');
    },
  );

  it.each<[Outcome]>([['wrong_jurisdiction'], ['false_alarm']])(
    'a decision at the desk, %s, is none of them',
    async (outcome) => {
      const caseId = await desk.open('high');
      await desk.attempt(caseId, officer.id, { kind: 'review', outcome });
      expect(await asked(caseId)).toBe('softer_means_first');
    },
  );

  it('a call in vain is one, for a high case', async () => {
    const caseId = await desk.open('high');
    expect(await asked(caseId)).toBe('softer_means_first');
    await desk.attempt(caseId, officer.id, { kind: 'call', outcome: 'no_answer' });
    expect(await asked(caseId)).toBe('proposed');
  });

  it('a critical case needs a call in vain of ours and somebody sent, and no less', async () => {
    const caseId = await desk.open('critical');
    await officer.post(`/cases/${caseId}/visits`).expect(201);
    await desk.attempt(caseId, null, { kind: 'relative', outcome: 'no_answer' });
    expect(await asked(caseId)).toBe('softer_means_first');
    await desk.attempt(caseId, officer.id, { kind: 'call', outcome: 'busy' });
    expect(await asked(caseId)).toBe('proposed');

    // The rung of the visit is running, or has failed: nobody was sent for all that.
    const unsent = await desk.open('critical');
    await desk.attempt(unsent, officer.id, { kind: 'call', outcome: 'denies' });
    expect((await desk.view(unsent)).rungs.find(({ kind }) => kind === 'visit')).toMatchObject({
      status: 'running',
    });
    expect(await asked(unsent)).toBe('softer_means_first');
    await officer.post(`/cases/${unsent}/visits`).expect(201);
    await desk.db.query(`UPDATE visit SET state = 'cancelled' WHERE case_id = $1`, [unsent]);
    expect(await asked(unsent)).toBe('softer_means_first');
  });
});
