import type { CountermeasureView } from '#contracts';
import { Accounts } from '#identity';
import { LegalBasis, recordSampleLegalBasis } from '#countermeasures';
import { ACCOUNT, aRequest, CountermeasureDesk, MINUTE, SECOND, type Client } from './countermeasure-desk.js';

describe('a countermeasure is proposed by one and decided by another', () => {
  let desk: CountermeasureDesk;
  let officer: Client;
  let supervisor: Client;
  let approver: Client;
  let plain: Client;

  beforeAll(async () => {
    desk = await CountermeasureDesk.start();
    [officer, supervisor, approver, plain] = await Promise.all([
      desk.signIn('duty1', 'duty_officer'),
      desk.signIn('supervisor1', 'supervisor', true),
      desk.signIn('approver1', 'approver', true),
      desk.signIn('supervisor2', 'supervisor'),
    ]);
  });
  afterAll(() => desk.stop());
  beforeEach(() => desk.sandbox.inbox.clear());

  const propose = async (caseId: string, by: Client, more: object = {}): Promise<CountermeasureView> =>
    (await by.post(`/cases/${caseId}/countermeasures`, aRequest(more)).expect(201))
      .body as CountermeasureView;

  it('refuses the proposer, who is not sworn, and who read another version', async () => {
    const caseId = await desk.open('high');
    const { id, version } = await propose(caseId, supervisor);
    const decide = (by: Client, what: string, seen = version) =>
      by.post(`/countermeasures/${id}/${what}`, { version: seen, reason: '同意' });
    expect((await decide(supervisor, 'approve').expect(403)).body).toMatchObject({
      code: 'second_person_needed',
    });
    expect((await decide(supervisor, 'reject').expect(403)).body).toMatchObject({
      code: 'second_person_needed',
    });
    await decide(plain, 'approve').expect(403);
    await decide(officer, 'approve').expect(403);
    const stale = await decide(approver, 'approve', version + 1).expect(412);
    expect(stale.body).toMatchObject({ code: 'version_mismatch', current: { id, version } });
    await decide(approver, 'approve').expect(200);
    // The answer to a doubled click is no second approval.
    await decide(approver, 'approve').expect(412);
    await decide(approver, 'approve', version + 1).expect(409);
    await desk.work();
    expect(desk.sandbox.inbox.list('bank')).toHaveLength(1);
  });

  it('is decided by nobody who is unsworn or of too low a rank, whatever their role', async () => {
    const [unsworn, low] = await Promise.all([
      desk.signIn('approver2', 'approver'),
      desk.signIn('approver3', 'approver', true, { rank: '一级警司' }),
    ]);
    const { id } = await propose(await desk.open('high'), officer);
    for (const [who, code] of [
      [unsworn, 'not_sworn'],
      [low, 'rank'],
    ] as const) {
      for (const what of ['approve', 'reject']) {
        const refused = await who
          .post(`/countermeasures/${id}/${what}`, { version: 1, reason: '同意' })
          .expect(403);
        expect(refused.body).toMatchObject({ code: 'forbidden', errors: [{ code }] });
      }
    }
    // Raised to the configured rank, the same officer decides.
    await desk.db.query(`UPDATE account SET rank = '三级警督' WHERE username = 'approver3'`);
    await low.post(`/countermeasures/${id}/approve`, { version: 1, reason: '同意' }).expect(200);
    await desk.work();
  });

  it('is not decided by the proposer under another account of theirs', async () => {
    const personNo = 'P-310';
    const first = await desk.signIn('duty3', 'duty_officer', false, { personNo });
    const { id } = await propose(await desk.open('high'), first);
    const accounts = desk.app.get(Accounts);
    const again = {
      username: 'approver4',
      name: '同一人',
      role: 'approver',
      password: 'correct horse 1',
    } as const;
    await expect(accounts.create({ ...again, personNo: ' p-310 ' })).rejects.toMatchObject({
      ...{ code: 'conflict', errors: [{ field: 'personNo', code: 'taken' }] },
    });
    await accounts.disable(first.id, null);
    const second = await desk.signIn('approver4', 'approver', true, { personNo });
    const refused = await second
      .post(`/countermeasures/${id}/approve`, { version: 1, reason: '同意' })
      .expect(403);
    expect(refused.body).toMatchObject({ code: 'second_person_needed' });
    // Nor is the first account opened again beside the second.
    await expect(accounts.setPassword(first.id, 'correct horse 2', null)).rejects.toMatchObject({
      code: 'conflict',
    });
    await approver.post(`/countermeasures/${id}/approve`, { version: 1, reason: '同意' }).expect(200);
    await expect(
      desk.db.query(`UPDATE countermeasure SET decided_no = proposed_no WHERE id = $1`, [id]),
    ).rejects.toMatchObject({ code: '23514' });
    await desk.work();
  });

  it('is not proposed by an account that stands for nobody', async () => {
    const caseId = await desk.open('high');
    const nobody = await desk.signIn('duty4', 'duty_officer');
    await desk.db.query(`UPDATE account SET person_no = NULL WHERE username = 'duty4'`);
    await nobody.post(`/cases/${caseId}/countermeasures`, aRequest()).expect(403);
    expect((await desk.view(caseId)).countermeasures).toEqual([]);
  });

  it('rejects and withdraws without a word to the institution', async () => {
    const caseId = await desk.open('high');
    const first = await propose(caseId, officer);
    const rejected = await approver.post(`/countermeasures/${first.id}/reject`, {
      version: 1,
      reason: '必要性不足',
    });
    expect(rejected.body).toMatchObject({ state: 'rejected', decisionReason: '必要性不足' });
    const second = await propose(caseId, officer);
    expect(
      (await officer.post(`/countermeasures/${second.id}/withdraw`, { reason: '已联系上' })).body,
    ).toMatchObject({
      state: 'withdrawn',
    });
    await approver.post(`/countermeasures/${second.id}/approve`, { version: 2, reason: '同意' }).expect(409);
    await desk.pass(MINUTE);
    expect(desk.sandbox.inbox.list('bank')).toHaveLength(0);
  });

  it.each([
    ['legalBasis', { legalBasis: ' ' }],
    ['necessity', { necessity: '' }],
    ['scope', { scope: undefined }],
    ['targetRef', { targetRef: '\t' }],
    ['targetRef', { targetRef: '##' }],
    ['durationS', { durationS: undefined }],
    ['durationS', { durationS: 86_401 }],
    ['durationS', { durationS: 0 }],
    ['institution', { institution: 'carrier' }],
    ['target', { kind: 'line_suspension' }],
  ])('refuses a request whose %s is wrong', async (field, more) => {
    const caseId = await desk.open('high');
    const refused = await officer.post(`/cases/${caseId}/countermeasures`, aRequest(more)).expect(422);
    expect((refused.body as { errors: { field: string }[] }).errors.map((error) => error.field)).toContain(
      field,
    );
    expect((await desk.view(caseId)).countermeasures).toEqual([]);
  });

  it('refuses a low case', async () => {
    const caseId = await desk.open('low');
    const refused = await officer.post(`/cases/${caseId}/countermeasures`, aRequest()).expect(409);
    expect(refused.body).toMatchObject({ errors: [{ code: 'tier_too_low' }] });
  });

  it('keeps account and words unreadable at rest', async () => {
    await propose(await desk.open('high'), officer, { targetRef: '6222 0200 0000 0009 876' });
    const rows = await desk.db.query<{ row: string }>(
      `SELECT to_jsonb(t)::text AS row FROM countermeasure t UNION ALL SELECT to_jsonb(t)::text FROM audit_entry t
        UNION ALL SELECT to_jsonb(t)::text FROM case_event t UNION ALL SELECT to_jsonb(t)::text FROM outbox t`,
    );
    const text = rows.map((row) => row.row).join('\n');
    for (const word of ['6222020000000009876', ACCOUNT, '电话劝阻无效', '单日累计']) {
      expect(text).not.toContain(word);
      expect(text).not.toContain(Buffer.from(word).toString('hex'));
    }
  });

  it('leaves the person’s own account and line alone until a basis is on record and softer means were tried', async () => {
    const caseId = await desk.open('high');
    const line = {
      kind: 'line_suspension',
      target: 'victim_line',
      targetRef: 'line',
      institution: 'carrier',
      durationS: 600,
    };
    const ask = (more: object) => officer.post(`/cases/${caseId}/countermeasures`, aRequest(more));
    await desk.attempt(caseId, officer.id, { kind: 'call', outcome: 'refused' });
    expect((await ask(line).expect(409)).body).toMatchObject({ errors: [{ code: 'switched_off' }] });

    await recordSampleLegalBasis(desk.app.get(LegalBasis));
    const switches = await desk.app.get(LegalBasis).switches();
    expect(switches.every((one) => one.enabled)).toBe(true);
    for (const one of switches) expect(one.sample).toBe(one.target !== 'suspect_account');

    const untried = await desk.open('critical');
    expect(
      (await officer.post(`/cases/${untried}/countermeasures`, aRequest(line)).expect(409)).body,
    ).toMatchObject({ errors: [{ code: 'softer_means_first' }] });

    await ask({ ...line, durationS: 1_801 }).expect(422);
    const proposed = (await ask(line).expect(201)).body as CountermeasureView;
    await supervisor
      .post(`/countermeasures/${proposed.id}/approve`, { version: 1, reason: '同意' })
      .expect(200);
    await desk.pass(5 * SECOND);
    expect(await desk.only(caseId)).toMatchObject({
      state: 'in_force',
      targetMasked: expect.stringContaining('****'),
    });
    expect(desk.sandbox.inbox.list('carrier')).toMatchObject([
      { kind: 'line_suspension', target: expect.stringMatching(/^\+861\d{10}$/) },
    ]);
    const notices = await desk.db.query(`SELECT payload FROM outbox WHERE kind = 'countermeasures.notice'`);
    expect(notices).toEqual([{ payload: { countermeasureId: proposed.id } }]);
    // Ten minutes, and it is over by itself.
    await desk.pass(10 * MINUTE);
    expect(await desk.only(caseId)).toMatchObject({ state: 'released' });
  });
});
