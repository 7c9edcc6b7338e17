import { Cases, Contributions } from '#cases';
import type { CountermeasureView } from '#contracts';
import {
  ACCOUNT,
  aRequest,
  CountermeasureDesk,
  HOUR,
  MINUTE,
  SECOND,
  type Client,
} from './countermeasure-desk.js';

const STOP = { kind: 'stop_payment', durationS: 172_800 };

describe('after a payment the first minutes count', () => {
  let desk: CountermeasureDesk;
  let officer: Client;
  let approver: Client;

  beforeEach(async () => {
    desk = await CountermeasureDesk.start();
    [officer, approver] = await Promise.all([
      desk.signIn('duty1', 'duty_officer'),
      desk.signIn('approver1', 'approver', true),
    ]);
  });
  afterEach(() => desk.stop());

  const paid = async (): Promise<string> => {
    const caseId = await desk.open('high');
    await desk.attempt(caseId, officer.id, { kind: 'call', outcome: 'paid' });
    return caseId;
  };
  const complete = (id: string) => {
    const { kind: _kind, target: _target, ...request } = aRequest(STOP);
    return officer.put(`/countermeasures/${id}`, request);
  };
  const approve = (id: string, version: number) =>
    approver.post(`/countermeasures/${id}/approve`, { version, reason: '同意' });

  it('drafts a stop payment at once; an officer completes it, somebody else approves it', async () => {
    const caseId = await paid();
    const draft = await desk.only(caseId);
    expect(draft).toMatchObject({
      ...{ state: 'drafted', kind: 'stop_payment', target: 'suspect_account', proposedBy: null },
      ...{ legalBasis: '《反电信网络诈骗法》第二十条', durationS: 172_800, necessity: null },
    });
    expect(Date.parse(draft.approveBy!) - (await desk.db.now())).toBe(3 * MINUTE);
    await approve(draft.id, draft.version).expect(409);
    const completed = await complete(draft.id).expect(200);
    expect(completed.body).toMatchObject({ state: 'awaiting_approval', proposedBy: { id: officer.id } });
    await approve(draft.id, (completed.body as CountermeasureView).version).expect(200);
    await desk.pass(5 * SECOND);
    expect(await desk.only(caseId)).toMatchObject({ state: 'in_force' });
    expect(desk.sandbox.inbox.list('bank')).toMatchObject([{ kind: 'stop_payment', target: ACCOUNT }]);
    expect(await desk.alarms(caseId)).toEqual([]);
  });

  it('takes back what was only drafted when the case ends, and completes or approves nothing of it', async () => {
    const supervisor = await desk.signIn('chief1', 'supervisor');
    const cases = [await paid(), await paid()] as const;
    const [drafted, asked] = await Promise.all(cases.map((caseId) => desk.only(caseId)));
    await complete(asked!.id).expect(200);
    for (const caseId of cases) {
      await desk.attempt(caseId, officer.id, { kind: 'review', outcome: 'false_alarm' });
      await desk.db.transaction((tx) =>
        desk.app.get(Cases).apply(tx, caseId, { type: 'confirmed', kind: 'false_alarm', by: supervisor.id }),
      );
    }
    // The release of what the cases had is on its way.
    expect((await complete(drafted!.id)).body).toMatchObject({ status: 409, code: 'case_ended' });
    expect((await approve(asked!.id, 2)).body).toMatchObject({ status: 409, code: 'case_ended' });
    await desk.pass(5 * SECOND);
    for (const caseId of cases) expect(await desk.only(caseId)).toMatchObject({ state: 'withdrawn' });
    expect(desk.sandbox.inbox.list('bank')).toEqual([]);
  });

  it('drafts one for each receiving account that the alerts name', async () => {
    const suspect = {
      phones: [],
      urls: [],
      apps: [],
      accounts: ['6222 0200 0000 0001 234', ACCOUNT, '某银行卡', 'A@B.EXAMPLE'],
    };
    const part = { warnings: [], signals: [], descriptions: [], suspect };
    desk.app.get(Contributions).contribute('alerts', async (ids) => new Map(ids.map((id) => [id, part])));
    const caseId = await paid();
    const { countermeasures } = await desk.view(caseId);
    expect(countermeasures.map((one) => one.targetMasked).sort()).toEqual(['****1234', '****MPLE']);
  });

  it('rings when the stop payment cannot be drafted, so that an officer proposes it', async () => {
    await desk.db.query(`
      CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken on purpose'; END $$;
      CREATE TRIGGER broken BEFORE INSERT ON countermeasure FOR EACH ROW EXECUTE FUNCTION broken()`);
    const caseId = await paid();
    for (let tries = 1; tries < 20; tries += 1) await desk.pass(MINUTE);
    expect(await desk.alarms(caseId)).toEqual(['countermeasure_undrafted']);
  });

  it('rings at 80 and 100 % of the approver’s three minutes, and withdraws what nobody decided in a day', async () => {
    const caseId = await paid();
    await desk.pass(143 * SECOND);
    expect(await desk.alarms(caseId)).toEqual([]);
    await desk.pass(SECOND);
    expect(await desk.alarms(caseId)).toEqual(['countermeasure_approve 80']);
    await desk.pass(36 * SECOND);
    expect(await desk.alarms(caseId)).toEqual(['countermeasure_approve 80', 'countermeasure_approve 100']);
    await desk.pass(24 * HOUR);
    expect(await desk.only(caseId)).toMatchObject({ state: 'withdrawn' });
    expect(await desk.alarms(caseId)).toHaveLength(2);
  });

  it('rings when the bank does not acknowledge within fifteen minutes', async () => {
    desk.sandbox.answers.script = { bank: { acknowledgeAfterMs: null } };
    const caseId = await paid();
    const { id } = await desk.only(caseId);
    await complete(id).expect(200);
    await approve(id, 2).expect(200);
    await desk.work();
    await desk.pass(15 * MINUTE);
    expect(await desk.only(caseId)).toMatchObject({ state: 'sent', unknown: false });
    expect(await desk.alarms(caseId)).toEqual([
      'countermeasure_acknowledge 80',
      'countermeasure_acknowledge 100',
    ]);
  });

  it('refuses the third stop payment on one account, counted across cases, also when two come at once', async () => {
    const cases = [await paid(), await paid(), await paid(), await paid()];
    const drafts = await Promise.all(cases.map((caseId) => desk.only(caseId)));
    await complete(drafts[0]!.id).expect(200);
    await approve(drafts[0]!.id, 2).expect(200);
    await desk.pass(5 * SECOND);
    await desk.pass(48 * HOUR);
    expect(await desk.only(cases[0]!)).toMatchObject({ state: 'released' });
    const next = await desk.signIn('duty2', 'duty_officer');

    // The drafts of the other cases lapsed meanwhile; written anew with dashes it is the same account still.
    const dashed = aRequest({ ...STOP, targetRef: ACCOUNT.replace(/(\d{4})(?=\d)/g, '$1-') });
    const answers = await Promise.all(
      cases.slice(1).map((caseId) => next.post(`/cases/${caseId}/countermeasures`, dashed)),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409]);
    expect(answers.find((answer) => answer.status === 409)!.body).toMatchObject({
      errors: [{ field: 'targetRef', code: 'limit_per_account' }],
    });
    const other = aRequest({ ...STOP, targetRef: '6222020000000005678' });
    await next.post(`/cases/${cases[1]}/countermeasures`, other).expect(201);
  });
});
