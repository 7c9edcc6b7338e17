import { randomUUID } from 'node:crypto';
import type { AlertInput, AttemptRecorded, AuditPage, CaseView, QueueItem } from '#contracts';
import { createRng, syntheticPerson, type SyntheticPerson } from '#synthetic';
import type { Caller } from './caller.js';
import { TestDesk } from './desk.js';

/** One person alerted under two names from one phone, as a story over HTTP. */
describe('two cases that are one', () => {
  const rng = createRng('merging');
  let desk: TestDesk;
  let officer: Caller;
  let supervisor: Caller;
  let source: Caller;
  beforeEach(async () => {
    desk = await TestDesk.open();
    [officer, supervisor, source] = await Promise.all([
      desk.signIn('duty_officer'),
      desk.signIn('supervisor'),
      desk.source(),
    ]);
  });
  afterEach(() => desk.close());

  const alert = async (
    person: Pick<SyntheticPerson, 'phone' | 'name'> & { address?: string; station?: string },
    more: Partial<AlertInput> = {},
  ): Promise<AlertInput> => ({
    sourceRef: randomUUID(),
    raisedAt: new Date(await desk.now()).toISOString(),
    fraudType: 'fake_loan',
    tier: 'high',
    person,
    ...more,
  });
  const read = (id: string): Promise<CaseView> => officer.get<CaseView>(`/cases/${id}`);
  const refused = (status: number, code: string) =>
    expect.objectContaining({
      status,
      problem: expect.objectContaining({ errors: [expect.objectContaining({ code })] }),
    });

  it('are merged, hear later alerts as one, and are taken apart again', async () => {
    const [one, other] = [syntheticPerson(rng), syntheticPerson(rng)];
    const kept = await desk.alerted(source, await alert({ phone: one.phone, name: one.name }), officer);
    const gone = await desk.alerted(source, await alert({ phone: one.phone, name: other.name }), officer);
    expect(gone.id).not.toBe(kept.id);
    expect(gone.related).toMatchObject([{ id: kept.id, no: kept.no }]);

    const said = { attemptId: randomUUID(), kind: 'call', outcome: 'no_answer' };
    await officer.post<AttemptRecorded>(`/cases/${gone.id}/attempts`, said);
    const body = { into: kept.id, reason: '同一号码，同一当事人' };
    await expect(officer.post(`/cases/${gone.id}/merge`, body)).rejects.toMatchObject({ status: 409 });
    await officer.post(`/cases/${gone.id}/claim`);
    await expect(officer.post(`/cases/${gone.id}/merge`, { ...body, into: gone.id })).rejects.toEqual(
      refused(409, 'itself'),
    );
    await expect(officer.post(`/cases/${gone.id}/merge`, { into: kept.id })).rejects.toMatchObject({
      status: 422,
    });
    const after = await officer.post<CaseView>(`/cases/${gone.id}/merge`, body);
    expect(after).toMatchObject({ state: 'ended', result: 'duplicate', mergedInto: { no: kept.no } });
    await desk.settle();

    // What was done on the one is on the screen of the other, and an old number says where to look.
    const both = await read(kept.id);
    expect(both.attempts).toMatchObject([{ outcome: 'no_answer', from: gone.no }]);
    expect(both.merged).toMatchObject([{ id: gone.id, no: gone.no }]);
    const { items } = await officer.post<{ items: QueueItem[] }>('/cases/search', { no: gone.no });
    expect(items).toMatchObject([{ id: gone.id, state: 'ended', mergedInto: { no: kept.no } }]);
    for (const told of [{ no: gone.no }, { code: gone.verificationCode }, { phone: one.phone }]) {
      expect(await officer.post('/inbound-calls', told)).toMatchObject({ case: { id: kept.id } });
    }
    await expect(
      officer.post(`/cases/${gone.id}/attempts`, { ...said, attemptId: randomUUID() }),
    ).rejects.toMatchObject({ status: 409, problem: { code: 'case_ended' } });

    // A later alert that names the other person is heard by the case that goes on.
    const worse: AlertInput = await alert(
      { phone: one.phone, name: other.name },
      { tier: 'critical', signals: ['paying_now'], description: '正在向对方账户转账' },
    );
    await source.post('/alerts', worse);
    await desk.settle();
    const heard = await read(kept.id);
    expect(heard).toMatchObject({ state: 'open', tier: 'critical', signals: ['paying_now'] });
    expect(heard.descriptions).toMatchObject([{ text: worse.description, from: gone.no }]);
    const alertId = heard.descriptions[0]!.alertId;
    expect(
      await officer.post(`/cases/${kept.id}/reveal`, { field: 'description', alertId, reason: '核实' }),
    ).toEqual({ value: worse.description });
    // And a correction of it, too: no further case, no further alert.
    await source.post('/alerts', { ...worse, amountFen: 900_000, signals: ['screen_sharing'] });
    await desk.settle();
    expect(await read(kept.id)).toMatchObject({
      signals: ['paying_now', 'screen_sharing'],
      amountFen: 900_000,
    });

    await expect(officer.post(`/cases/${gone.id}/unmerge`, { reason: '不是同一人' })).rejects.toMatchObject({
      status: 409,
    });
    const apart = await supervisor.post<CaseView>(`/cases/${gone.id}/unmerge`, { reason: '不是同一人' });
    expect(apart).toMatchObject({ state: 'open', mergedInto: null, result: null });
    expect(apart.descriptions).toMatchObject([{ alertId }]);
    expect(await read(kept.id)).toMatchObject({
      state: 'open',
      tier: 'critical',
      merged: [],
      descriptions: [],
    });
    await source.post(
      '/alerts',
      await alert({ phone: one.phone, name: other.name }, { amountFen: 1_000_000 }),
    );
    await desk.settle();
    expect(await read(gone.id)).toMatchObject({ amountFen: 1_000_000 });

    const auditor = await desk.signIn('auditor');
    const actions = async (id: string): Promise<string[]> =>
      (await auditor.get<AuditPage>(`/audit?entity=case&entityId=${id}&limit=200`)).items.map(
        ({ action }) => action,
      );
    expect(await actions(gone.id)).toEqual(expect.arrayContaining(['case.merge', 'case.unmerge']));
    expect(await actions(kept.id)).toEqual(expect.arrayContaining(['case.take_in', 'case.give_back']));
  });

  it('of two identity numbers are merged by a supervisor who says so, and by nobody else', async () => {
    const [one, other] = [syntheticPerson(rng), syntheticPerson(rng)];
    const named = ({ phone, name, idNumber }: SyntheticPerson) => ({ phone, name, idNumber });
    const kept = await desk.alerted(source, await alert(named(one)), officer);
    const gone = await desk.alerted(source, await alert({ ...named(other), phone: one.phone }), officer);
    const body = { into: kept.id, reason: '证件号录入有误' };
    await expect(supervisor.post(`/cases/${gone.id}/merge`, body)).rejects.toEqual(
      refused(409, 'id_numbers'),
    );
    await officer.post(`/cases/${kept.id}/claim`);
    await expect(officer.post(`/cases/${gone.id}/merge`, { ...body, twoIdNumbers: true })).rejects.toEqual(
      refused(409, 'id_numbers'),
    );
    await officer.post(`/cases/${kept.id}/release`).catch(() => undefined);
    await supervisor.post(`/cases/${gone.id}/merge`, { ...body, twoIdNumbers: true });
    expect(await read(kept.id)).toMatchObject({ merged: [{ id: gone.id }] });
  });

  it('share the visit that is on its way: its report is the other one’s, and no second one is sent', async () => {
    const [one, other] = [syntheticPerson(rng), syntheticPerson(rng)];
    const { address, station, phone } = one;
    const where = { address, station };
    const critical = { tier: 'critical' as const, signals: ['paying_now' as const] };
    const gone = await desk.alerted(
      source,
      await alert({ phone, name: other.name, ...where }, critical),
      officer,
    );
    await desk.advance('3m');
    const kept = await desk.alerted(
      source,
      await alert({ phone, name: one.name, ...where }, critical),
      officer,
    );
    const field = await desk.signIn('field_officer', { station });
    const { items } = await field.get<{ items: { id: string; caseId: string }[] }>('/visits');
    expect(items).toMatchObject([{ caseId: gone.id }]);
    const visit = items[0]!.id;
    await field.post(`/visits/${visit}/accept`);
    await supervisor.post(`/cases/${gone.id}/merge`, { into: kept.id, reason: '同一人' });
    await desk.advance('5m');
    expect((await read(kept.id)).visits).toMatchObject([{ id: visit, state: 'accepted', from: gone.no }]);

    await field.post(`/visits/${visit}/arrive`);
    await field.post(`/visits/${visit}/report`, {
      attemptId: randomUUID(),
      outcome: 'persuaded_visit',
      gate: {
        identityFacts: ['document_seen', 'home_address'],
        contactCut: true,
        paymentsChecked: true,
        followUpAt: new Date((await desk.now()) + 24 * 3_600_000).toISOString(),
      },
    });
    await desk.settle();
    const met = await read(kept.id);
    expect(met).toMatchObject({ state: 'watched', result: 'persuaded_visit' });
    expect(met.visits).toHaveLength(1);
    expect(met.rungs.find(({ kind }) => kind === 'visit')?.status).toBe('done');
  });
});
