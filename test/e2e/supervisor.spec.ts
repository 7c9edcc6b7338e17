import { randomUUID } from 'node:crypto';
import type { AttemptRecorded, CaseView, EventsPage } from '#contracts';
import type { Tier } from '#escalation';
import { createRng, syntheticAlert, syntheticPerson } from '#synthetic';
import type { Caller } from './caller.js';
import { TestDesk } from './desk.js';

/** What a supervisor decides about a case, over HTTP, and what an officer may not. */
describe('a supervisor', () => {
  const rng = createRng('supervisor');
  let desk: TestDesk;
  let officer: Caller;
  let supervisor: Caller;
  let source: Caller;
  beforeAll(async () => {
    desk = await TestDesk.open();
    [officer, supervisor, source] = await Promise.all([
      desk.signIn('duty_officer'),
      desk.signIn('supervisor'),
      desk.source(),
    ]);
  });
  afterAll(() => desk.close());

  const opened = async (tier: Tier): Promise<string> => {
    const now = new Date(await desk.now());
    const alert = syntheticAlert(rng, { now, person: syntheticPerson(rng), severity: 'low' });
    const plain = { ...alert, tier, fraudType: 'fake_loan' as const, signals: [], description: '' };
    delete plain.amountFen;
    const view = await desk.alerted(source, { ...plain, person: { ...plain.person, flags: [] } }, officer);
    expect(view.tier).toBe(tier);
    return view.id;
  };
  const record = (who: Caller, id: string, kind: string, outcome: string): Promise<AttemptRecorded> =>
    who.post(`/cases/${id}/attempts`, { attemptId: randomUUID(), kind, outcome });
  const kinds = async (id: string): Promise<string[]> =>
    (await officer.get<CaseView>(`/cases/${id}`)).timeline.map((entry) => entry.kind);

  it('confirms only the question that was read; a false alarm that was contradicted is gone', async () => {
    const id = await opened('high');
    await record(officer, id, 'call', 'false_alarm');
    await expect(supervisor.post(`/cases/${id}/confirm`, { kind: 'release' })).rejects.toMatchObject({
      status: 409,
      problem: { errors: [expect.objectContaining({ field: 'kind' })] },
    });
    await expect(supervisor.post(`/cases/${id}/confirm`)).rejects.toMatchObject({ status: 422 });
    await record(officer, id, 'inbound_call', 'paid');
    await expect(supervisor.post(`/cases/${id}/confirm`, { kind: 'false_alarm' })).rejects.toMatchObject({
      status: 409,
    });
    const view = await officer.get<CaseView>(`/cases/${id}`);
    expect(view).toMatchObject({ state: 'open', confirmation: null });
    expect(view.timeline.map((entry) => entry.kind)).toContain('confirmation_dropped');
  });

  it('declines a false alarm with a reason: the call rings again, and the timeline tells why', async () => {
    const id = await opened('high');
    await record(officer, id, 'call', 'false_alarm');
    const body = { kind: 'false_alarm', reason: 'evidence_missing' };
    await expect(officer.post(`/cases/${id}/decline`, body)).rejects.toMatchObject({ status: 403 });
    await expect(
      supervisor.post(`/cases/${id}/decline`, { ...body, reason: 'because I say so' }),
    ).rejects.toMatchObject({ status: 422 });
    const view = await supervisor.post<CaseView>(`/cases/${id}/decline`, body);
    expect(view).toMatchObject({ state: 'open', confirmation: null, next: { kind: 'call' } });
    expect(view.timeline.find((entry) => entry.kind === 'declined')?.data).toMatchObject(body);
  });

  it('takes over a case that a tab keeps alive, and who had it hears of it by name of account', async () => {
    const id = await opened('high');
    await officer.post(`/cases/${id}/claim`);
    await officer.post(`/cases/${id}/calls`);
    await expect(supervisor.post(`/cases/${id}/claim`)).rejects.toMatchObject({ status: 409 });
    await expect(officer.post(`/cases/${id}/take-over`)).rejects.toMatchObject({ status: 403 });
    const view = await supervisor.post<CaseView>(`/cases/${id}/take-over`);
    expect(view.lease).toMatchObject({ by: { id: supervisor.account!.id }, onCall: false });
    await expect(officer.post(`/cases/${id}/heartbeat`)).rejects.toMatchObject({ status: 409 });
    // Their call counts as over, so the new holder can ring the person.
    await supervisor.post(`/cases/${id}/calls`);
    await desk.settle();
    const { events } = await officer.get<EventsPage>('/events?after=0&limit=500');
    expect(events.filter((event) => event.kind === 'taken_over')).toMatchObject([
      { caseId: id, data: { by: supervisor.account!.id, from: officer.account!.id } },
    ]);
  });

  it('raises to the tier they name, again if need be; one that is reached already is refused', async () => {
    const id = await opened('low');
    const raise = (to: Tier): Promise<CaseView> =>
      supervisor.post<CaseView>(`/cases/${id}/raise`, { to, reason: '家属来电' });
    expect(await raise('medium')).toMatchObject({ tier: 'medium' });
    await expect(raise('medium')).rejects.toMatchObject({ status: 409 });
    expect(await raise('critical')).toMatchObject({ tier: 'critical' });
    expect((await kinds(id)).filter((kind) => kind === 'tier_raised')).toHaveLength(2);
  });

  it('alone lets a low case expire; nobody does any other, and no case is closed as a duplicate', async () => {
    const [low, critical] = [await opened('low'), await opened('critical')];
    const refusal = (status: number): unknown =>
      expect.objectContaining({
        status,
        problem: expect.objectContaining({ errors: [expect.objectContaining({ field: 'outcome' })] }),
      });
    await expect(record(officer, low, 'review', 'expired')).rejects.toEqual(refusal(403));
    await expect(record(supervisor, critical, 'review', 'expired')).rejects.toEqual(refusal(422));
    await expect(record(supervisor, low, 'review', 'duplicate')).rejects.toEqual(refusal(422));
    const { case: view } = await record(supervisor, low, 'review', 'expired');
    expect(view).toMatchObject({ state: 'ended', result: 'expired' });
  });

  it('is not taken for the engine: an attempt names only a rung that it works', async () => {
    const id = await opened('critical');
    const attempt = { attemptId: randomUUID(), kind: 'call', rungId: 'visit', outcome: 'no_answer' };
    await expect(officer.post(`/cases/${id}/attempts`, attempt)).rejects.toMatchObject({
      status: 422,
      problem: { errors: [expect.objectContaining({ field: 'rungId' })] },
    });
  });
});
