import request from 'supertest';
import { PASSWORD, startSmallDesk, START, type SmallDesk } from './small-desk.js';

let desk: SmallDesk;
let number = 0;

beforeAll(async () => {
  desk = await startSmallDesk();
});
afterAll(() => desk.close());
beforeEach(() => desk.setClock(START));

const WRONG = 'not the password';

const signIn = async (username: string, password: string): Promise<number> =>
  (await request(desk.url).post('/api/v1/session').send({ username, password })).status;

async function newOfficer(): Promise<string> {
  number += 1;
  const username = `officer${number}`;
  await desk.accounts.create({ username, name: '值班员', role: 'duty_officer', password: PASSWORD });
  return username;
}

async function fail(username: string, times: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < times; i += 1) statuses.push(await signIn(username, WRONG));
  return statuses;
}

describe('lockout', () => {
  it('locks a name after five failures, the right password too, until the minute is over', async () => {
    const officer = await newOfficer();
    expect(await fail(officer, 6)).toEqual([401, 401, 401, 401, 401, 429]);
    await desk.setClock('2026-06-30T08:00:59+08:00');
    const response = await request(desk.url)
      .post('/api/v1/session')
      .send({ username: officer, password: PASSWORD });
    expect(response.status).toBe(429);
    expect(response.body).toMatchObject({
      code: 'locked_out',
      errors: [
        { field: 'username', code: 'locked_out', message: expect.stringContaining(' 1 s ') as string },
      ],
    });
    await desk.setClock('2026-06-30T08:01:00+08:00');
    expect(await signIn(officer, PASSWORD)).toBe(200);
  });

  it('backs off: each further failure locks twice as long', async () => {
    const officer = await newOfficer();
    await fail(officer, 5);
    await desk.setClock('2026-06-30T08:01:00+08:00');
    expect(await signIn(officer, WRONG)).toBe(401);
    await desk.setClock('2026-06-30T08:02:59+08:00');
    expect(await signIn(officer, PASSWORD)).toBe(429);
    await desk.setClock('2026-06-30T08:03:00+08:00');
    expect(await signIn(officer, PASSWORD)).toBe(200);
  });

  it('starts counting anew after a right password', async () => {
    const officer = await newOfficer();
    expect(await fail(officer, 4)).not.toContain(429);
    expect(await signIn(officer, PASSWORD)).toBe(200);
    expect(await fail(officer, 5)).not.toContain(429);
  });

  it('forgets failures of the day before', async () => {
    const officer = await newOfficer();
    await fail(officer, 4);
    await desk.setClock('2026-07-01T08:00:01+08:00');
    expect(await fail(officer, 4)).not.toContain(429);
    expect(await signIn(officer, PASSWORD)).toBe(200);
  });

  it('does not tell which names exist', async () => {
    expect(await fail('no-such-officer', 6)).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('leaves other officers alone', async () => {
    const [locked, free] = [await newOfficer(), await newOfficer()];
    await fail(locked, 5);
    expect(await signIn(free, PASSWORD)).toBe(200);
  });

  it('looks at five passwords of forty that are tried at once', async () => {
    const officer = await newOfficer();
    const statuses = await Promise.all(Array.from({ length: 40 }, () => signIn(officer, WRONG)));
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(35);
  });

  it('keeps no name that was typed', async () => {
    await signIn('my-secret-typed-in-the-wrong-field', WRONG);
    const tables = await desk.db.query<{ row: string }>(
      `SELECT f::text AS row FROM sign_in_failure f UNION ALL SELECT e::text FROM audit_entry e`,
    );
    expect(tables.length).toBeGreaterThan(0);
    expect(tables.map(({ row }) => row).join()).not.toContain('my-secret');
  });
});
