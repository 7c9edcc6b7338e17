import { Accounts, Sessions } from '#identity';
import { Alarms, Claims, NOBODY_ON_DUTY, OnDuty, SEEN_WITHIN_S } from '#cases';
import { Presence } from '#live';
import type { Role } from '#contracts';
import { CasesUnderTest } from '../../../libs/testing/made-cases.js';

describe('a critical case with nobody of the desk signed in', () => {
  let desk: CasesUnderTest;
  let onDuty: OnDuty;
  beforeEach(async () => {
    desk = await CasesUnderTest.open();
    onDuty = desk.app.get(OnDuty);
  });
  afterEach(() => desk.close());

  const signIn = async (role: Role): Promise<{ token: string; account: string }> => {
    const name = `${role}-${(await desk.db.one<{ id: string }>(`SELECT uuidv7()::text AS id`))!.id.slice(-8)}`;
    const password = 'a long enough test password';
    const { id } = await desk.app.get(Accounts).create({ username: name, name, role, password });
    const token = await desk.db.transaction((tx) => desk.app.get(Sessions).open(tx, id));
    return { token, account: id };
  };
  const ringing = async (): Promise<number> =>
    (await desk.app.get(Alarms).open()).items.filter(({ code }) => code === NOBODY_ON_DUTY).length;
  const rung = async (): Promise<number> => {
    const row = await desk.db.one<{ n: number }>(
      `SELECT count(*)::int AS n FROM case_event WHERE kind = 'alarm' AND data->>'code' = $1`,
      [NOBODY_ON_DUTY],
    );
    return row!.n;
  };

  it('rings once for the stretch, is no case’s alarm, and is cleared when somebody is there again', async () => {
    await desk.alert('critical');
    expect([await onDuty.look(), await onDuty.look()]).toEqual([true, true]);
    expect([await ringing(), await rung()]).toEqual([1, 1]);
    const { items } = await desk.app.get(Alarms).open();
    expect(items).toMatchObject([{ code: NOBODY_ON_DUTY, caseId: null }]);

    const { token } = await signIn('duty_officer');
    expect(await onDuty.look()).toBe(false);
    expect(await ringing()).toBe(0);

    // The next stretch is another one.
    await desk.advance((SEEN_WITHIN_S + 1) * 1_000);
    expect(await onDuty.look()).toBe(true);
    expect([await ringing(), await rung()]).toEqual([1, 2]);
    await desk.app.get(Sessions).find(token);
    expect(await onDuty.look()).toBe(false);
  });

  it('is not told of when no critical case is open, and rings anew for the next one', async () => {
    const { caseId } = await desk.alert('high');
    expect(await onDuty.look()).toBe(false);
    await desk.db.query(`UPDATE desk_case SET tier = 0 WHERE id = $1`, [caseId]);
    expect(await onDuty.look()).toBe(true);
    await desk.db.query(`UPDATE desk_case SET tier = 1 WHERE id = $1`, [caseId]);
    expect(await onDuty.look()).toBe(false);
    expect(await ringing()).toBe(0);
    await desk.db.query(`UPDATE desk_case SET tier = 0 WHERE id = $1`, [caseId]);
    expect(await onDuty.look()).toBe(true);
    expect([await ringing(), await rung()]).toEqual([1, 2]);
  });

  it.each(['field_officer', 'approver', 'auditor', 'system_admin'] as const)(
    'is not attended to by a %s',
    async (role) => {
      await desk.alert('critical');
      await signIn(role);
      expect(await onDuty.look()).toBe(true);
    },
  );

  it('is attended to by whose console is connected, though it asks for nothing, until the session ends', async () => {
    await desk.alert('critical');
    const { token, account } = await signIn('supervisor');
    const { sessionId } = (await desk.app.get(Sessions).find(token))!;
    const presence = new Presence(desk.db);
    await presence.see(sessionId, account, null);
    await desk.advance((SEEN_WITHIN_S + 1) * 1_000);
    expect(await onDuty.look()).toBe(true);
    await presence.stillThere([{ sessionId, id: account }]);
    expect(await onDuty.look()).toBe(false);
    await desk.app.get(Sessions).close({ id: account, sessionId });
    expect(await onDuty.look()).toBe(true);
  });

  it('is not attended to by a lease of somebody who has left', async () => {
    const { caseId } = await desk.alert('critical');
    const { account } = await signIn('duty_officer');
    await desk.app.get(Claims).claim(caseId, account);
    await desk.advance((SEEN_WITHIN_S + 1) * 1_000);
    expect(await onDuty.look()).toBe(true);
  });
});
