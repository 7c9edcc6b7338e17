import type { PlaybookComparison, PlaybookText } from '#contracts';
import { DEFAULT_PLAYBOOK } from '#escalation';
import { createRng, syntheticAlert } from '#synthetic';
import type { Caller } from '../../e2e/caller.js';
import { TestDesk } from '../../e2e/desk.js';

/** What a draft's simulation has to say before somebody publishes it. */
describe('a draft is published on its last simulation', () => {
  let desk: TestDesk;
  let author: Caller;
  let second: Caller;
  beforeAll(async () => {
    desk = await TestDesk.open();
    [author, second] = await Promise.all([desk.signIn('supervisor'), desk.signIn('supervisor')]);
  });
  afterAll(() => desk.close());

  const draft = (id: string): Promise<PlaybookText> =>
    author.post<PlaybookText>('/playbooks', { document: JSON.stringify({ ...DEFAULT_PLAYBOOK, id }) });
  const simulate = (id: string): Promise<PlaybookComparison> =>
    author.post<PlaybookComparison>(`/playbooks/${id}/1/simulate`, { days: 1, officers: 4 });
  const publish = (id: string): Promise<PlaybookText> =>
    second.post<PlaybookText>(`/playbooks/${id}/1/publish`);

  it('over made-up alerts where none came in, over its own as soon as there are some, and says which', async () => {
    await draft('first');
    const madeUp = await simulate('first');
    expect(madeUp).toMatchObject({ alerts: 'made_up', today: { figures: { alerts: 210, findings: [] } } });
    expect(await simulate('first')).toEqual(madeUp);
    expect(await publish('first')).toMatchObject({ state: 'published', inForce: true });

    const [source, officer] = await Promise.all([desk.source(), desk.signIn('duty_officer')]);
    await desk.advance('1m');
    const alert = syntheticAlert(createRng('simulated'), {
      now: new Date(await desk.now()),
      severity: 'high',
    });
    await desk.alerted(source, alert, officer);
    await desk.advance('1m');
    await draft('own');
    expect(await simulate('own')).toMatchObject({ alerts: 'desk', today: { figures: { alerts: 1 } } });
  });

  it('beside the version in force at that moment: of two who publish at once the other one simulates again', async () => {
    await desk.advance('1m');
    const ids = ['one', 'two'];
    await Promise.all(ids.map(draft));
    for (const id of ids) await simulate(id);
    const tried = await Promise.allSettled(ids.map(publish));
    expect(tried.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const late = tried.findIndex(({ status }) => status === 'rejected');
    const outdated = { field: 'simulation', code: 'simulation_outdated', messageZh: expect.any(String) };
    expect(tried[late]).toMatchObject({
      reason: { status: 409, problem: { code: 'wrong_state', errors: [outdated] } },
    });

    const other = ids[1 - late]!;
    expect(await simulate(ids[late]!)).toMatchObject({ today: { playbook: { id: other, version: 1 } } });
    await desk.advance('1m');
    expect(await publish(ids[late]!)).toMatchObject({ state: 'published', inForce: true });
  });

  it('and not when it found something', async () => {
    await draft('found');
    await simulate('found');
    const finding = 'case 1.1: a wake that is due was not fired';
    await desk.db.query(
      `UPDATE playbook SET simulation = jsonb_set(simulation::jsonb, '{candidate,figures,findings}', $1) WHERE id = 'found'`,
      [JSON.stringify([finding])],
    );
    const errors = [
      { field: 'simulation', code: 'simulation_finding', messageZh: `推演违反不变式：${finding}` },
    ];
    await expect(publish('found')).rejects.toMatchObject({
      status: 422,
      problem: { code: 'invalid', errors },
    });
    await simulate('found');
    expect(await publish('found')).toMatchObject({ state: 'published' });
  });
});
