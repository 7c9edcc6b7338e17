import { Claims, LEASE_MS, OfficerCalls, Wakes } from '#cases';
import { Env } from '#platform';
import { CasesUnderTest } from '../../../libs/testing/made-cases.js';

describe('the limit of live cases per officer', () => {
  let desk: CasesUnderTest;
  let claims: Claims;
  let limit: number;
  beforeEach(async () => {
    desk = await CasesUnderTest.open();
    claims = desk.app.get(Claims);
    limit = desk.app.get(Env).CASES_PER_OFFICER;
  });
  afterEach(() => desk.close());

  const cases = async (n: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let i = 0; i < n; i += 1) ids.push((await desk.alert('high')).caseId);
    return ids;
  };
  const heldBy = async (officer: string): Promise<number> => {
    const row = await desk.db.one<{ n: number }>(
      `SELECT count(*)::int AS n FROM desk_case
        WHERE lease_by = $1 AND greatest(lease_until, coalesce(call_until, lease_until)) > holdline_now()`,
      [officer],
    );
    return row!.n;
  };
  const refused = { code: 'too_many_cases', status: 409 };

  it('refuses one more by name and from the queue, in both languages; the same one again is no further one', async () => {
    const officer = await desk.officer();
    const ids = await cases(limit + 1);
    for (const id of ids.slice(0, limit)) await claims.claim(id, officer);
    await expect(claims.claim(ids[limit]!, officer)).rejects.toMatchObject({
      ...refused,
      errors: [
        {
          message: expect.stringContaining(String(limit)),
          messageZh: expect.stringContaining(String(limit)),
        },
      ],
    });
    await expect(claims.next(officer)).rejects.toMatchObject(refused);
    await claims.claim(ids[0]!, officer);
    expect(await heldBy(officer)).toBe(limit);
    // Nothing was taken from anybody else.
    expect(await claims.next(await desk.officer())).toBe(ids[limit]);
  });

  it('makes room when one is put back, or lapses', async () => {
    const officer = await desk.officer();
    const ids = await cases(limit + 2);
    for (const id of ids.slice(0, limit)) await claims.claim(id, officer);
    await claims.release(ids[0]!, officer);
    await claims.claim(ids[limit]!, officer);
    await expect(claims.claim(ids[limit + 1]!, officer)).rejects.toMatchObject(refused);
    await desk.advance(LEASE_MS + 1_000);
    await claims.claim(ids[limit + 1]!, officer);
  });

  it('counts a case that they are on the phone with, also when its lease alone would be over', async () => {
    const officer = await desk.officer();
    const ids = await cases(limit + 1);
    await claims.claim(ids[0]!, officer);
    await desk.app.get(OfficerCalls).start(ids[0]!, officer);
    await desk.advance(LEASE_MS + 1_000);
    await desk.app.get(Wakes).sweep();
    for (const id of ids.slice(1, limit)) await claims.claim(id, officer);
    await expect(claims.claim(ids[limit]!, officer)).rejects.toMatchObject(refused);
  });

  it('does not hold a supervisor who takes over', async () => {
    const [officer, supervisor] = [await desk.officer(), await desk.officer('supervisor')];
    const ids = await cases(limit + 1);
    for (const id of ids.slice(0, limit)) await claims.claim(id, supervisor);
    await claims.claim(ids[limit]!, officer);
    const from = await desk.db.transaction((tx) => claims.takeOver(tx, ids[limit]!, supervisor));
    expect(from).toBe(officer);
    expect(await heldBy(supervisor)).toBe(limit + 1);
  });

  it('is kept by 20 calls of one officer at once, and two officers do not wait for each other’s limit', async () => {
    const [officer, other] = [await desk.officer(), await desk.officer()];
    await cases(25);
    const asked = await Promise.allSettled([
      ...Array.from({ length: 20 }, () => claims.next(officer)),
      claims.next(other),
    ]);
    const taken = asked.filter((one) => one.status === 'fulfilled').map((one) => one.value);
    expect(new Set(taken).size).toBe(limit + 1);
    const refusals = asked.filter((one) => one.status === 'rejected').map((one) => one.reason as unknown);
    expect(refusals).toHaveLength(20 - limit);
    for (const refusal of refusals) expect(refusal).toMatchObject(refused);
    expect([await heldBy(officer), await heldBy(other)]).toEqual([limit, 1]);
  });
});
