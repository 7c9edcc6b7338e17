import request from 'supertest';
import type { AccountList, HandedOut, Role, SessionView } from '#contracts';
import { ONE_TIME_HOURS } from '#identity';
import { PASSWORD, startSmallDesk, START, type SmallDesk } from './small-desk.js';

let desk: SmallDesk;
let system: string;
let security: string;

beforeAll(async () => {
  desk = await startSmallDesk();
  for (const [username, role] of [
    ['system1', 'system_admin'],
    ['security1', 'security_admin'],
    ['duty1', 'duty_officer'],
    ['auditor1', 'auditor'],
  ] as const) {
    await desk.accounts.create({ username, name: username, role, password: PASSWORD });
  }
  await desk.db.query(`CREATE TABLE account_at_first AS TABLE account`);
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.db.query(`TRUNCATE account, sign_in_failure CASCADE`);
  await desk.db.query(`INSERT INTO account SELECT * FROM account_at_first`);
  await desk.setClock(START);
  system = await desk.cookieOf('system1', PASSWORD);
  security = await desk.cookieOf('security1', PASSWORD);
});

const idOf = async (username: string): Promise<string> =>
  (await desk.accounts.list()).find((account) => account.username === username)!.id;
const post = (path: string, cookie: string, body: object = {}) =>
  request(desk.url).post(`/api/v1/accounts${path}`).set('Cookie', cookie).send(body);
const make = (cookie: string, role: string, more: object = {}) =>
  post('', cookie, { username: 'new1', name: '新人', personNo: '009001', role, ...more });
const signIn = (username: string, password: string) =>
  request(desk.url).post('/api/v1/session').send({ username, password });
const cookieIn = (response: { get(name: string): unknown }): string =>
  (response.get('Set-Cookie') as string[])[0]!.split(';')[0]!;
const changePassword = (cookie: string, password: string, newPassword: string) =>
  request(desk.url).put('/api/v1/session/password').set('Cookie', cookie).send({ password, newPassword });

describe('the list of accounts', () => {
  it('is for administrators and tells which roles are theirs', async () => {
    const { body } = await request(desk.url).get('/api/v1/accounts').set('Cookie', system).expect(200);
    const { items, roles } = body as AccountList;
    expect(items.map(({ username }) => username)).toEqual(['auditor1', 'duty1', 'security1', 'system1']);
    expect(roles).toEqual(['security_admin']);
    expect(JSON.stringify(body)).not.toMatch(/argon2|hash|totp/i);
    for (const username of ['duty1', 'auditor1']) {
      const cookie = await desk.cookieOf(username, PASSWORD);
      await request(desk.url).get('/api/v1/accounts').set('Cookie', cookie).expect(403);
      await make(cookie, 'duty_officer').expect(403);
    }
    await request(desk.url).get('/api/v1/accounts').expect(401);
  });
});

describe('making an account', () => {
  it('leads from the first administrator to a duty officer with a password of their own', async () => {
    const first = (await make(system, 'security_admin', { username: 'keys1' }).expect(201)).body as HandedOut;
    const keys = cookieIn(await signIn('keys1', first.oneTimePassword).expect(200));
    await changePassword(keys, first.oneTimePassword, 'my own keys password').expect(200);

    const { body } = await make(keys, 'duty_officer', {
      username: 'Duty.New',
      name: ' 值班员乙 ',
      personNo: 'x9002',
    }).expect(201);
    const made = body as HandedOut;
    expect(made.account).toMatchObject({
      username: 'duty.new',
      name: '值班员乙',
      personNo: 'X9002',
      role: 'duty_officer',
      passwordDue: true,
    });
    expect(made.goodUntil).toBe('2026-07-03T00:00:00.000Z');

    const entered = await signIn('duty.new', made.oneTimePassword).expect(200);
    expect(entered.body).toMatchObject({
      passwordDue: true,
      actions: ['session.read', 'session.close', 'session.password'],
    });
    const officer = cookieIn(entered);
    const changed = await changePassword(officer, made.oneTimePassword, 'my own duty password').expect(200);
    expect((changed.body as SessionView).actions).toContain('queue.next');
    expect(changed.body).toMatchObject({ passwordDue: false });
    await signIn('duty.new', made.oneTimePassword).expect(401);
    await signIn('duty.new', 'my own duty password').expect(200);

    const by = await idOf('keys1');
    expect((await desk.audit.list({ actor: by })).map(({ action, data }) => [action, data])).toEqual([
      ['account.created', { role: 'duty_officer', sworn: false }],
      ['account.password_changed', {}],
      ['session.opened', {}],
    ]);
  });

  it('keeps what an officer is allowed by: station, sworn, rank', async () => {
    const more = { station: '城关派出所', sworn: true, rank: '一级警督' };
    const { body } = await make(security, 'approver', more).expect(201);
    expect((body as HandedOut).account).toMatchObject(more);
  });

  it.each<[string, Role, number]>([
    ['system', 'security_admin', 201],
    ['system', 'system_admin', 403],
    ['system', 'duty_officer', 403],
    ['system', 'auditor', 403],
    ['security', 'security_admin', 403],
    ['security', 'system_admin', 201],
    ['security', 'auditor', 201],
    ['security', 'source', 403],
  ])('by a %s administrator of the role %s answers %i', async (who, role, status) => {
    const { body } = await make(who === 'system' ? system : security, role).expect(status);
    if (status === 403) expect(body).toMatchObject({ errors: [{ field: 'role', code: 'not_yours' }] });
    expect((await desk.accounts.list()).some(({ username }) => username === 'new1')).toBe(status === 201);
  });

  it.each([
    ['a taken name', { username: 'duty1' }, 409, 'username'],
    ['a name with blanks', { username: 'two words' }, 422, 'username'],
    ['no name', { name: ' ' }, 422, 'name'],
    ['a role nobody has', { role: 'boss' }, 422, 'role'],
    ['no person number', { personNo: undefined }, 422, 'personNo'],
    ['a person number with blanks', { personNo: '00 9001' }, 422, 'personNo'],
    ['a rank that is none', { rank: '二级高级警长' }, 422, 'rank'],
    ['a sworn officer without a rank', { sworn: true }, 422, 'rank'],
    ['sworn as a word', { sworn: 'yes' }, 422, 'sworn'],
    ['a password of one’s own choice', { password: PASSWORD }, 422, 'password'],
  ])('refuses %s by its field', async (_, part, status, field) => {
    const { body } = await make(security, 'duty_officer', part).expect(status);
    expect((body as { errors: { field: string }[] }).errors[0]).toMatchObject({ field });
    expect(await desk.accounts.list()).toHaveLength(4);
  });

  it('from another site is refused', async () => {
    await make(security, 'duty_officer').set('Origin', 'https://evil.example').expect(403);
  });
});

describe('a one-time password', () => {
  it('opens nothing but the way to a password of one’s own', async () => {
    const { oneTimePassword } = (await make(security, 'system_admin').expect(201)).body as HandedOut;
    const cookie = cookieIn(await signIn('new1', oneTimePassword).expect(200));
    const { body } = await request(desk.url).get('/api/v1/accounts').set('Cookie', cookie).expect(403);
    expect(body).toMatchObject({ errors: [{ field: 'password', code: 'password_due' }] });
    await request(desk.url).get('/api/v1/session').set('Cookie', cookie).expect(200);
    await request(desk.url).delete('/api/v1/session').set('Cookie', cookie).expect(204);
  });

  it('is good for three days', async () => {
    const { oneTimePassword } = (await make(security, 'duty_officer').expect(201)).body as HandedOut;
    expect(ONE_TIME_HOURS).toBe(72);
    await desk.setClock('2026-07-03T07:59:59+08:00');
    await signIn('new1', oneTimePassword).expect(200);
    await desk.setClock('2026-07-03T08:00:00+08:00');
    const { body } = await signIn('new1', oneTimePassword).expect(401);
    expect(body).toMatchObject({ errors: [{ field: 'password', code: 'one_time_over' }] });
    const wrong = await signIn('new1', 'not the password').expect(401);
    expect((wrong.body as { errors?: unknown }).errors).toBeUndefined();
  });

  it('is nowhere in the database', async () => {
    const { oneTimePassword } = (await make(security, 'duty_officer').expect(201)).body as HandedOut;
    const rows = await desk.db.query<{ row: string }>(
      `SELECT a::text AS row FROM account a UNION ALL SELECT e::text FROM audit_entry e`,
    );
    expect(rows.map(({ row }) => row).join()).not.toContain(oneTimePassword);
  });

  it('in place of a lost password ends what the old one opened', async () => {
    const duty = await desk.cookieOf('duty1', PASSWORD);
    const { body } = await post(`/${await idOf('duty1')}/password`, security).expect(200);
    await request(desk.url).get('/api/v1/session').set('Cookie', duty).expect(401);
    await signIn('duty1', PASSWORD).expect(401);
    await signIn('duty1', (body as HandedOut).oneTimePassword).expect(200);
  });
});

describe('shutting an account', () => {
  it('works at once, and a new one-time password opens it again', async () => {
    const id = await idOf('duty1');
    const duty = await desk.cookieOf('duty1', PASSWORD);
    const shut = await post(`/${id}/disable`, security).expect(200);
    expect(shut.body).toMatchObject({ username: 'duty1', disabledAt: new Date(START).toISOString() });
    await request(desk.url).get('/api/v1/session').set('Cookie', duty).expect(401);
    await signIn('duty1', PASSWORD).expect(401);

    const again = (await post(`/${id}/password`, security).expect(200)).body as HandedOut;
    expect(again.account.disabledAt).toBeNull();
    await signIn('duty1', PASSWORD).expect(401);
    await signIn('duty1', again.oneTimePassword).expect(200);
    const actions = (await desk.audit.list({ entity: 'account', entityId: id })).map(({ action }) => action);
    expect(actions.reverse().slice(-5)).toEqual([
      'account.disabled',
      'session.refused',
      'account.enabled',
      'account.password_set',
      'session.refused',
    ]);
  });

  it('and new passwords are for the administrator whose account it is, never for oneself', async () => {
    for (const what of ['disable', 'password']) {
      await post(`/${await idOf('duty1')}/${what}`, system).expect(403);
      await post(`/${await idOf('security1')}/${what}`, security).expect(403);
      await post(`/${await idOf('system1')}/${what}`, system).expect(403);
      await post(`/00000000-0000-4000-8000-000000000000/${what}`, security).expect(404);
      await post(`/not-an-id/${what}`, security).expect(400);
    }
    expect((await desk.accounts.list()).filter(({ disabledAt }) => disabledAt !== null)).toEqual([]);
    await post(`/${await idOf('system1')}/disable`, security).expect(200);
    await request(desk.url).get('/api/v1/accounts').set('Cookie', system).expect(401);
  });
});

describe('a password of one’s own', () => {
  it('ends the other sessions of the account and leaves this one', async () => {
    const [here, elsewhere] = [
      await desk.cookieOf('duty1', PASSWORD),
      await desk.cookieOf('duty1', PASSWORD),
    ];
    await changePassword(here, PASSWORD, 'a better password').expect(200);
    await request(desk.url).get('/api/v1/session').set('Cookie', here).expect(200);
    await request(desk.url).get('/api/v1/session').set('Cookie', elsewhere).expect(401);
  });

  it.each([
    ['the present one is wrong', 'not the password', 'a better password', 'password'],
    ['the new one is the old one', PASSWORD, PASSWORD, 'newPassword'],
    ['the new one is short', PASSWORD, 'short', 'newPassword'],
  ])('is refused when %s', async (_, present, next, field) => {
    const duty = await desk.cookieOf('duty1', PASSWORD);
    const { body } = await changePassword(duty, present, next).expect(422);
    expect(body).toMatchObject({ errors: [{ field, messageZh: expect.any(String) as string }] });
    await signIn('duty1', PASSWORD).expect(200);
  });

  it('is not guessed at from a console that was left open', async () => {
    const duty = await desk.cookieOf('duty1', PASSWORD);
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1)
      statuses.push((await changePassword(duty, `guess number ${i}`, 'a better password')).status);
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
    await changePassword(duty, PASSWORD, 'a better password').expect(429);
  });
});
