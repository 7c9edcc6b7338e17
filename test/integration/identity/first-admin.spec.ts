import request from 'supertest';
import { FirstAdmin, INVITATION_HOURS } from '#identity';
import { PASSWORD, startSmallDesk, START, type SmallDesk } from './small-desk.js';

let desk: SmallDesk;
let link: string;
let recordedBefore: number;

beforeAll(async () => {
  desk = await startSmallDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  // Nobody has an account, as at the first start; the trail stays.
  await desk.db.query(`TRUNCATE account CASCADE`);
  await desk.setClock(START);
  link = (await desk.app.get(FirstAdmin).invite())!;
  recordedBefore = (await desk.auditRows()).length;
});

const admin = { username: 'Chen.Admin', name: '系统管理员甲', password: PASSWORD };
const setUp = (body: object) => request(desk.url).post('/api/v1/setup').send(body);
const faults = (body: unknown) => (body as { errors: { field: string }[] }).errors.map(({ field }) => field);
const recorded = async () => (await desk.auditRows()).slice(recordedBefore);
const usernames = async () => (await desk.accounts.list()).map(({ username }) => username);

describe('the link of the first start', () => {
  it('makes the first administrator, who signs in like anybody else', async () => {
    const { body } = await setUp({ token: link, ...admin }).expect(201);
    expect(body).toEqual({ username: 'chen.admin' });
    const [made] = await desk.accounts.list();
    expect(made).toMatchObject({ username: 'chen.admin', role: 'system_admin', sworn: false, demo: false });
    await desk.cookieOf('chen.admin', PASSWORD);
    expect((await recorded()).map(({ action }) => action)).toEqual(['account.created', 'session.opened']);
  });

  it('is good once, and there is no new one once somebody has an account', async () => {
    await setUp({ token: link, ...admin }).expect(201);
    const again = await setUp({ token: link, ...admin, username: 'second' }).expect(401);
    expect(faults(again.body)).toEqual(['token']);
    expect(await desk.app.get(FirstAdmin).invite()).toBeNull();
    expect(await usernames()).toEqual(['chen.admin']);
  });

  it('makes one account of ten that are asked for at once', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async (_, i) => {
        return (await setUp({ token: link, ...admin, username: `admin${i}` })).status;
      }),
    );
    expect(statuses.sort()).toEqual([201, ...Array.from({ length: 9 }, () => 401)]);
    expect(await usernames()).toHaveLength(1);
  });

  it('is replaced by the next start', async () => {
    const next = (await desk.app.get(FirstAdmin).invite())!;
    await setUp({ token: link, ...admin }).expect(401);
    await setUp({ token: next, ...admin }).expect(201);
  });

  it('ends after a day', async () => {
    expect(INVITATION_HOURS).toBe(24);
    await desk.setClock('2026-07-01T07:59:59+08:00');
    await setUp({ token: link, ...admin, password: 'short' }).expect(422);
    await desk.setClock('2026-07-01T08:00:00+08:00');
    await setUp({ token: link, ...admin }).expect(401);
  });

  it('stays good while a field is wrong, and each wrong field is named', async () => {
    for (const [field, value] of [
      ['username', '管理员'],
      ['name', '   '],
      ['password', 'too short'],
    ] as const) {
      const { body } = await setUp({ token: link, ...admin, [field]: value }).expect(422);
      expect((body as { errors: unknown[] }).errors).toEqual([
        expect.objectContaining({ field, messageZh: expect.any(String) as string }),
      ]);
    }
    await setUp({ token: link, ...admin }).expect(201);
  });

  it.each([
    ['no token', { token: undefined }, 'token'],
    ['a token that is a list', { token: [1] }, 'token'],
    ['a password that is a number', { password: 123456789012 }, 'password'],
    ['a role of one’s own choice', { role: 'auditor' }, 'role'],
  ])('refuses %s by its name', async (_, part, field) => {
    const { body } = await setUp({ token: link, ...admin, ...part }).expect(422);
    expect(faults(body)).toContain(field);
    expect(await usernames()).toEqual([]);
  });
});

describe('a stranger without the link', () => {
  it('is refused without being told whether there is one, makes us hash nothing and shuts nobody out', async () => {
    // A password of a wrong length would be told of if it were looked at.
    const guesses = await Promise.all(
      Array.from({ length: 50 }, (_, i) => setUp({ token: `guess-${i}`, ...admin, password: 'x' })),
    );
    expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([401]));
    expect(await recorded()).toEqual(
      Array.from({ length: 50 }, () => ({ action: 'setup.refused', entityId: null, data: {} })),
    );
    await setUp({ token: link, ...admin }).expect(201);
    const late = await setUp({ token: 'guess', ...admin }).expect(401);
    expect(late.body).toMatchObject({ detail: (guesses[0]!.body as { detail: string }).detail });
    expect((await recorded()).filter(({ action }) => action === 'setup.refused')).toHaveLength(50);
  });

  it('cannot use the browser of somebody who has it open on another site', async () => {
    await setUp({ token: link, ...admin })
      .set('Origin', 'https://evil.example')
      .expect(403);
    expect(await usernames()).toEqual([]);
  });

  it('finds neither the token nor anything like it in the database', async () => {
    const rows = await desk.db.query<{ row: string }>(`SELECT i::text AS row FROM first_admin_invitation i`);
    expect(rows).toHaveLength(1);
    expect(rows[0]!.row).not.toContain(link);
    expect(rows[0]!.row).not.toContain(Buffer.from(link, 'utf8').toString('hex'));
    expect(rows[0]!.row).not.toContain(Buffer.from(link, 'base64url').toString('hex'));
  });
});
