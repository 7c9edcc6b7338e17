import { randomUUID } from 'node:crypto';
import { Attempts, Merging } from '#cases';
import type { AttemptInput, CountermeasureView } from '#contracts';
import { aRequest, CountermeasureDesk, HOUR, SECOND, type Client } from './countermeasure-desk.js';

describe('what is in force on a case that is merged', () => {
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

  const propose = async (caseId: string): Promise<string> => {
    const { body } = await officer.post(`/cases/${caseId}/countermeasures`, aRequest()).expect(201);
    return (body as CountermeasureView).id;
  };
  const approve = async (id: string): Promise<void> => {
    await approver.post(`/countermeasures/${id}/approve`, { version: 1, reason: '同意' }).expect(200);
    await desk.pass(5 * SECOND);
  };
  const inForce = async (caseId: string): Promise<void> => approve(await propose(caseId));
  const merge = async (from: string, into: string): Promise<void> => {
    await desk.db.transaction((tx) =>
      desk.app.get(Merging).merge(tx, from, into, { id: supervisor.id, supervises: true }, false),
    );
    await desk.work();
  };
  const unmerge = async (id: string): Promise<void> => {
    await desk.db.transaction((tx) =>
      desk.app.get(Merging).unmerge(tx, id, { id: supervisor.id, supervises: true }),
    );
    await desk.work();
  };
  const states = async (caseId: string): Promise<string[]> =>
    (await desk.view(caseId)).countermeasures.map((one) => one.state).sort();
  const metBy = (caseId: string): Promise<void> =>
    desk.attempt(caseId, officer.id, { kind: 'visit', outcome: 'persuaded_visit' });

  it('stays so, is looked after by the other case, and is released with it', async () => {
    const [kept, gone] = [await desk.open('high'), await desk.open('high')];
    await inForce(gone);
    const { no } = await desk.view(gone);
    await merge(gone, kept);
    await desk.pass(60 * SECOND);
    expect(await states(gone)).toEqual([]);
    expect((await desk.view(kept)).countermeasures).toMatchObject([{ state: 'in_force', from: no }]);
    expect(desk.sandbox.inbox.list('bank')).toMatchObject([{ state: 'in_force' }]);
    await metBy(kept);
    await desk.pass(SECOND);
    expect(await states(kept)).toEqual(['released']);
    expect(desk.sandbox.inbox.list('bank')).toMatchObject([{ state: 'released' }]);
  });

  it('that is taken out again goes back, and what the other case proposed itself stays there', async () => {
    const [kept, gone] = [await desk.open('high'), await desk.open('high')];
    await inForce(gone);
    await merge(gone, kept);
    await inForce(kept);
    expect(await states(kept)).toEqual(['in_force', 'in_force']);
    await unmerge(gone);
    expect([await states(kept), await states(gone)]).toEqual([['in_force'], ['in_force']]);
    // Each is persuaded for itself.
    await metBy(kept);
    await desk.pass(SECOND);
    expect([await states(kept), await states(gone)]).toEqual([['released'], ['in_force']]);
    expect((await desk.view(gone)).countermeasures[0]).not.toHaveProperty('from');
    await metBy(gone);
    await desk.pass(SECOND);
    expect(await states(gone)).toEqual(['released']);
  });

  it('goes on its way: a request that waits for its approval is approved on the other case', async () => {
    const [kept, gone] = [await desk.open('high'), await desk.open('high')];
    const id = await propose(gone);
    await merge(gone, kept);
    await approve(id);
    expect(await states(kept)).toEqual(['in_force']);
    expect(await desk.timeline(kept)).toContain('countermeasure_in_force');
  });

  /** As `desk.attempt`, but what follows from it is not done yet. */
  const recorded = (caseId: string, what: Pick<AttemptInput, 'kind' | 'outcome'>): Promise<unknown> =>
    desk.db.transaction(async (tx) => {
      const followUpAt = new Date((await tx.now()) + 24 * HOUR).toISOString();
      const checks = { contactCut: true, paymentsChecked: true, followUpAt };
      const gate = { identityFacts: ['birth_date', 'home_address'], ...checks };
      const attempt = { attemptId: randomUUID(), ...what, gate };
      return desk.app.get(Attempts).record(tx, caseId, attempt, { id: officer.id, kind: 'account' });
    });
  const pending = async (kind: string): Promise<number> =>
    (await desk.db.query(`SELECT FROM outbox WHERE kind = $1 AND state = 'pending'`, [kind])).length;

  it('is released all the same when that was decided before, and the merge came in between', async () => {
    const [kept, gone] = [await desk.open('high'), await desk.open('high')];
    await inForce(gone);
    await recorded(gone, { kind: 'visit', outcome: 'persuaded_visit' });
    expect(await pending('countermeasures.release_case')).toBe(1);
    await merge(gone, kept);
    await desk.pass(SECOND);
    expect(await states(kept)).toEqual(['released']);
  });

  it('is drafted for the other case when the person had paid, and the merge came in between', async () => {
    const [kept, gone] = [await desk.open('high'), await desk.open('high')];
    await recorded(gone, { kind: 'call', outcome: 'paid' });
    expect(await pending('countermeasures.draft')).toBe(1);
    await merge(gone, kept);
    expect([await states(kept), await states(gone)]).toEqual([['drafted'], []]);
    expect((await desk.view(kept)).countermeasures[0]).toMatchObject({ kind: 'stop_payment' });
  });
});
