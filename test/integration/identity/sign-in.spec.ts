import request from 'supertest';
import { Secret, TOTP } from 'otpauth';
import type { SessionView } from '#contracts';
import { actionsOf } from '#identity';
import { PASSWORD, startSmallDesk, START, type SmallDesk } from './small-desk.js';

let desk: SmallDesk;
let duty: string;

beforeAll(async () => {
  desk = await startSmallDesk();
  duty = (
    await desk.accounts.create({
      username: 'Duty1',
      name: '值班员甲',
      role: 'duty_officer',
      station: '城关派出所',
      password: PASSWORD,
    })
  ).id;
});
afterAll(() => desk.close());
beforeEach(() => desk.setClock(START));

const signIn = (body: object) => request(desk.url).post('/api/v1/session').send(body);
const whoAmI = (cookie: string) => request(desk.url).get('/api/v1/session').set('Cookie', cookie);

describe('signing in', () => {
  it('opens a session, tells who it is and what they may do, and keeps only a digest of the token', async () => {
    const response = await signIn({ username: 'duty1', password: PASSWORD }).expect(200);
    const body = response.body as SessionView;
    expect(body.account).toEqual({
      id: duty,
      username: 'duty1',
      name: '值班员甲',
      role: 'duty_officer',
      station: '城关派出所',
    });
    expect(body.actions).toEqual(actionsOf('duty_officer'));
    expect(body.now).toBe('2026-06-30T00:00:00.000Z');
    expect(body.expiresAt).toBe('2026-06-30T12:00:00.000Z');

    const cookie = response.get('Set-Cookie')![0]!;
    expect(cookie).toMatch(/^holdline_session=[A-Za-z0-9_-]{43}; .*HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain('Secure');
    const token = /=([^;]+)/.exec(cookie)![1]!;
    const dump = await desk.db.query<{ row: string }>(`SELECT s::text AS row FROM session s`);
    expect(dump.map(({ row }) => row).join()).not.toContain(token);
    expect(dump.map(({ row }) => row).join()).not.toContain(Buffer.from(token, 'utf8').toString('hex'));

    await whoAmI(cookie).expect(200);
    expect(await desk.auditRows()).toContainEqual(
      expect.objectContaining({ action: 'session.opened', data: {} }),
    );
  });

  it('hashes passwords with argon2id', async () => {
    const row = await desk.db.one<{ hash: string }>(
      `SELECT password_hash AS hash FROM account WHERE id = $1`,
      [duty],
    );
    expect(row?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,(t=2,p=1|p=1,t=2)\$/);
  });

  it('answers alike to a wrong password, an unknown name and a shut account, and writes each down', async () => {
    const gone = await desk.accounts.create({
      username: 'gone1',
      name: '离职',
      role: 'supervisor',
      password: PASSWORD,
    });
    await desk.accounts.disable(gone.id, null);
    const before = (await desk.auditRows()).length;

    const answers = [
      await signIn({ username: 'duty1', password: 'not the password' }),
      await signIn({ username: 'nobody', password: PASSWORD }),
      await signIn({ username: 'gone1', password: PASSWORD }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(answer.type).toBe('application/problem+json');
      expect(answer.body).toEqual(answers[0]!.body);
      expect(answer.get('Set-Cookie')).toBeUndefined();
    }
    expect((await desk.auditRows()).slice(before)).toEqual([
      { action: 'session.refused', entityId: duty, data: { reason: 'password' } },
      { action: 'session.refused', entityId: null, data: { reason: 'unknown' } },
      { action: 'session.refused', entityId: gone.id, data: { reason: 'disabled' } },
    ]);
  });

  it.each([
    ['no password', { username: 'duty1' }, 'password'],
    ['a password that is a number', { username: 'duty1', password: 12 }, 'password'],
    ['a username that is a list', { username: ['duty1'], password: PASSWORD }, 'username'],
    ['a code that is none', { username: 'duty1', password: PASSWORD, code: 'abc' }, 'code'],
    ['an unknown key', { username: 'duty1', password: PASSWORD, role: 'auditor' }, 'role'],
  ])('names the field of %s', async (_, body, field) => {
    const { body: problem } = await signIn(body).expect(422);
    expect((problem as { errors: { field: string }[] }).errors.map((e) => e.field)).toContain(field);
  });

  it('ends the session the browser had', async () => {
    const first = await desk.cookieOf('duty1', PASSWORD);
    await signIn({ username: 'duty1', password: PASSWORD }).set('Cookie', first).expect(200);
    await whoAmI(first).expect(401);
  });

  it('signs out: the cookie goes, and the token is worth nothing any more', async () => {
    const cookie = await desk.cookieOf('duty1', PASSWORD);
    const response = await request(desk.url).delete('/api/v1/session').set('Cookie', cookie).expect(204);
    expect(response.get('Set-Cookie')![0]).toMatch(/^holdline_session=;/);
    await whoAmI(cookie).expect(401);
    expect((await desk.auditRows()).at(-1)).toMatchObject({ action: 'session.closed' });
  });

  it('refuses a made-up token', async () => {
    await whoAmI(`holdline_session=${'A'.repeat(43)}`).expect(401);
  });
});

describe('a session', () => {
  it('ends after a shift without a sign of life', async () => {
    const cookie = await desk.cookieOf('duty1', PASSWORD);
    await desk.setClock('2026-06-30T19:59:59+08:00');
    await whoAmI(cookie).expect(200);
    await desk.setClock('2026-07-01T07:59:59+08:00');
    await whoAmI(cookie).expect(401);
  });

  it('ends after a day however busy it is', async () => {
    const cookie = await desk.cookieOf('duty1', PASSWORD);
    for (const at of ['2026-06-30T16:00:00+08:00', '2026-07-01T00:00:00+08:00']) {
      await desk.setClock(at);
      await whoAmI(cookie).expect(200);
    }
    await desk.setClock('2026-07-01T07:59:59+08:00');
    const { body } = await whoAmI(cookie).expect(200);
    expect((body as SessionView).expiresAt).toBe('2026-07-01T00:00:00.000Z');
    await desk.setClock('2026-07-01T08:00:00+08:00');
    await whoAmI(cookie).expect(401);
  });

  it('ends with its account', async () => {
    const account = await desk.accounts.create({
      username: 'leaving',
      name: '将离',
      role: 'approver',
      password: PASSWORD,
    });
    const cookie = await desk.cookieOf('leaving', PASSWORD);
    await whoAmI(cookie).expect(200);
    await desk.accounts.disable(account.id, duty);
    await whoAmI(cookie).expect(401);
  });
});

describe('a second factor', () => {
  const secret = new Secret({ size: 20 });
  const codeAt = (at: string): string => new TOTP({ secret }).generate({ timestamp: new Date(at).getTime() });

  it('is asked for once the password is right, and each code opens one session only', async () => {
    await desk.accounts.create({
      username: 'approver1',
      name: '审批人',
      role: 'approver',
      ...{ sworn: true, rank: '二级警督', personNo: '009101' },
      password: PASSWORD,
      totpSecret: secret.base32,
    });
    const credentials = { username: 'approver1', password: PASSWORD };
    const asked = await signIn(credentials).expect(401);
    expect((asked.body as { errors: unknown[] }).errors).toEqual([
      expect.objectContaining({ field: 'code', code: 'required' }),
    ]);
    const stale = codeAt('2026-06-30T07:50:00+08:00');
    await signIn({ ...credentials, code: stale }).expect(401);

    const code = codeAt(START);
    await signIn({ ...credentials, code }).expect(200);
    await signIn({ ...credentials, code }).expect(401);
    const next = '2026-06-30T08:00:30+08:00';
    await desk.setClock(next);
    await signIn({ ...credentials, code: codeAt(next) }).expect(200);
  });

  it('is not kept in the clear', async () => {
    const rows = await desk.db.query<{ row: string }>(`SELECT a::text AS row FROM account a`);
    const text = rows.map(({ row }) => row).join();
    expect(text).not.toContain(secret.base32);
    expect(text).not.toContain(Buffer.from(secret.base32).toString('hex'));
  });
});

describe('creating an account', () => {
  const good = { username: 'new1', name: '新人', role: 'duty_officer' as const, password: PASSWORD };

  it('refuses a taken name, a short password and a source', async () => {
    await desk.accounts.create(good);
    await expect(desk.accounts.create({ ...good, username: ' NEW1 ' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(
      desk.accounts.create({ ...good, username: 'new2', password: 'short' }),
    ).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ field: 'password' }],
    });
    await expect(desk.accounts.create({ ...good, username: 'new3', role: 'source' })).rejects.toMatchObject({
      errors: [{ field: 'role' }],
    });
    const usernames = (await desk.accounts.list()).map((account) => account.username);
    expect(usernames).toContain('new1');
    expect(usernames).not.toContain('new2');
    expect(usernames).not.toContain('new3');
  });
});
