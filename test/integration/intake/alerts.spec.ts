import { randomUUID } from 'node:crypto';
import { CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import type { AlertInput, AlertsAccepted, Problem } from '#contracts';
import { wallClock } from '#platform';
import { createRng, syntheticAlert, syntheticPerson } from '#synthetic';
import { IntakeDesk } from './intake-desk.js';

const rng = createRng('intake alerts');
const NOW = new Date('2026-06-30T02:00:00Z');
const alert = (more: Partial<AlertInput> = {}): AlertInput => ({
  ...syntheticAlert(rng, { now: NOW, severity: 'medium', fraudType: 'rebate_task' }),
  ...more,
});

describe('POST /alerts', () => {
  let desk: IntakeDesk;
  beforeAll(async () => {
    desk = await IntakeDesk.open();
  });
  afterAll(() => desk.close());

  const statuses = async (body: object, headers?: Record<string, string>): Promise<string[]> => {
    const answer = await desk.post<AlertsAccepted>('/alerts', body, headers);
    expect(answer.status).toBe(202);
    return answer.body.results.map(({ status }) => status);
  };

  it('accepts one alert, durable and with its effect, and places it in a case', async () => {
    const one = alert();
    const { status, body } = await desk.post<AlertsAccepted>('/alerts', one);
    expect(status).toBe(202);
    expect(body.results).toEqual([{ sourceRef: one.sourceRef, id: expect.any(String), status: 'accepted' }]);
    const id = body.results[0]!.id;
    expect(await desk.count(`outbox WHERE kind = 'intake.place' AND payload->>'alertId' = $1`, [id])).toBe(1);
    await desk.place();
    const fate = await desk.send<Record<string, unknown>>('GET', `/alerts/${id}`);
    expect(fate.body).toMatchObject({ id, sourceRef: one.sourceRef, status: 'accepted', caseState: 'open' });
  });

  it('keeps nothing of the person in the clear', async () => {
    const one = alert();
    await desk.post('/alerts', one);
    await desk.place();
    const rows = await desk.db
      .query(`SELECT to_jsonb(a) AS j FROM alert a UNION ALL SELECT to_jsonb(o) FROM outbox o
      UNION ALL SELECT to_jsonb(e) FROM case_event e UNION ALL SELECT to_jsonb(p) FROM person p`);
    const all = JSON.stringify(rows);
    for (const secret of [
      one.person.phone!.slice(3),
      one.person.name,
      one.person.idNumber,
      one.description,
    ]) {
      if (secret !== undefined) expect(all).not.toContain(secret);
    }
  });

  it('tells each of many that come at once its own result', async () => {
    const many = Array.from({ length: 20 }, () => alert());
    const twice = many[7]!;
    const nobody = { ...alert(), person: { name: '甲' } };
    const answers = await Promise.all(
      [...many, twice, nobody].map((one) => desk.post<AlertsAccepted>('/alerts', one)),
    );
    const unreachable = answers.pop()!;
    expect(unreachable.status).toBe(422);
    const results = answers.map(({ body }) => body.results[0]!);
    expect(results.map(({ sourceRef }) => sourceRef)).toEqual([...many, twice].map((one) => one.sourceRef));
    const counted = (status: string) => results.filter((result) => result.status === status).length;
    expect([counted('accepted'), counted('duplicate')]).toEqual([20, 1]);
    const ids = [...new Set(results.map(({ id }) => id))];
    expect(ids).toHaveLength(20);
    const waiting = `outbox WHERE kind = 'intake.place' AND payload->>'alertId' = ANY ($1)`;
    expect(await desk.count(waiting, [ids])).toBe(20);
  });

  it('tells duplicates, revisions and quarantine apart, in the order sent', async () => {
    const first = alert();
    const second = alert();
    expect(await statuses([first, second])).toEqual(['accepted', 'accepted']);
    const revised = { ...first, amountFen: 990_000 };
    const unusable = { ...alert(), person: { name: '某人' } };
    const shuffled = Object.fromEntries(Object.entries(second).reverse());
    expect(await statuses([shuffled, unusable, revised, revised])).toEqual([
      'duplicate',
      'quarantined',
      'revised',
      'duplicate',
    ]);
    const corrected = { ...unusable, person: { phone: '+8613900000001' } };
    expect(await statuses([unusable, corrected])).toEqual(['duplicate', 'accepted']);
    expect(await statuses([corrected])).toEqual(['duplicate']);
    await desk.place();
    expect(
      await desk.count(`alert_revision r JOIN alert a ON a.id = r.alert_id WHERE a.source_ref = ANY ($1)`, [
        [first.sourceRef, unusable.sourceRef],
      ]),
    ).toBe(2);
  });

  it('takes the same array twice at once without doubling anything', async () => {
    const many = Array.from({ length: 200 }, () => alert());
    const before = await desk.count('alert');
    const answers = await Promise.all([1, 2, 3].map(() => desk.post<AlertsAccepted>('/alerts', many)));
    expect(await desk.count('alert')).toBe(before + 200);
    const all = answers.flatMap(({ body }) => body.results.map(({ status }) => status));
    expect(all.filter((status) => status === 'accepted')).toHaveLength(200);
    expect(all.filter((status) => status === 'duplicate')).toHaveLength(400);
  });

  it('takes CloudEvents in structured, batched and binary mode', async () => {
    const event = (data: unknown): CloudEvent<unknown> =>
      new CloudEvent({ type: 'cn.example.alert', source: '/platform', id: randomUUID(), data });
    const structured = HTTP.structured(event(alert()));
    expect(
      await statuses(
        JSON.parse(String(structured.body)) as object,
        structured.headers as Record<string, string>,
      ),
    ).toEqual(['accepted']);
    const binary = HTTP.binary(event(alert()));
    expect(
      await statuses(JSON.parse(String(binary.body)) as object, binary.headers as Record<string, string>),
    ).toEqual(['accepted']);
    const encoded = {
      ...event(undefined).toJSON(),
      data_base64: Buffer.from(JSON.stringify(alert())).toString('base64'),
    };
    const batch = [event(alert()).toJSON(), { ...event(alert()).toJSON(), specversion: '0.3' }, encoded];
    const headers = { 'content-type': 'application/cloudevents-batch+json; charset=utf-8' };
    const answer = await desk.post<AlertsAccepted>('/alerts', batch, headers);
    expect(answer.body.results.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(answer.body.results[1]!.errors).toMatchObject([{ code: 'bad_envelope' }]);
  });

  it('takes a push unsigned or signed, but not with a signature that is wrong or cut', async () => {
    const token = 'signing-source-token-0123456789';
    const secret = `whsec_${Buffer.from('a secret of thirty-two bytes....').toString('base64')}`;
    await desk.source({ id: 'signer', token, secret });
    const body = JSON.stringify(alert());
    const authorization = `Bearer ${token}`;
    const at = new Date(wallClock.now());
    const signature = new Webhook(secret).sign('msg_1', at, body);
    const headers = {
      authorization,
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': signature,
    };
    expect((await desk.post('/alerts', body, { authorization })).status).toBe(202);
    expect((await desk.post('/alerts', `${body} `, headers)).status).toBe(401);
    const { 'webhook-signature': _cut, ...cut } = headers;
    expect((await desk.post('/alerts', body, cut)).status).toBe(401);
    expect((await desk.post('/alerts', body, headers)).status).toBe(202);
  });

  it('shows a source the fate of its own alerts only', async () => {
    const token = 'another-source-token-0123456789';
    await desk.source({ id: 'another', token });
    const { body } = await desk.post<AlertsAccepted>('/alerts', alert());
    const { id } = body.results[0]!;
    expect((await desk.send('GET', `/alerts/${id}`)).status).toBe(200);
    expect(
      (await desk.send('GET', `/alerts/${id}`, undefined, { authorization: `Bearer ${token}` })).status,
    ).toBe(404);
    expect((await desk.send('GET', '/alerts/not-an-id')).status).toBe(404);
  });

  it('holds what outwardly follows from a source beyond its usual rate', async () => {
    const token = 'a-busy-source-token-0123456789';
    await desk.source({ id: 'busy', token, usualPerHour: 1 });
    const headers = { authorization: `Bearer ${token}` };
    for (let i = 0; i < 12; i += 1) await desk.post('/alerts', alert(), headers);
    await desk.place();
    const held = await desk.db.query<{ held: boolean | null }>(
      `SELECT (c.snapshot->'facts'->>'held')::boolean AS held FROM alert a JOIN desk_case c ON c.id = a.case_id
        WHERE a.source_id = 'busy' ORDER BY a.id`,
    );
    // Ten times the usual hour passes (domain.md section 1: bursts of ten times).
    expect(held.map(({ held: one }) => one === true)).toEqual([
      ...Array<boolean>(10).fill(false),
      true,
      true,
    ]);
  });

  describe('a second alert on the same person', () => {
    it('joins the open case; news shows, and the tier rises but never falls', async () => {
      const person = syntheticPerson(rng, { year: 2026 });
      const about = (more: Partial<AlertInput>): AlertInput =>
        ({
          ...alert(),
          person: { phone: person.phone, name: person.name },
          signals: [],
          ...more,
        }) as AlertInput;
      await desk.post('/alerts', about({ tier: 'medium' }));
      await desk.place();
      await desk.post('/alerts', about({ tier: 'low', signals: ['paying_now'] }));
      await desk.place();
      const cases = await desk.db.query<{ tier: number; alerts: number; signals: string[] }>(
        `SELECT DISTINCT c.id, c.tier, c.alerts, (c.snapshot->'facts'->'signals')::jsonb AS signals FROM desk_case c
           JOIN alert a ON a.case_id = c.id WHERE a.person_id = (SELECT person_id FROM alert ORDER BY id DESC LIMIT 1)`,
      );
      expect(cases).toMatchObject([{ tier: 0, alerts: 2, signals: ['paying_now'] }]);
    });

    it('is one case when both come at once', async () => {
      const person = syntheticPerson(rng, { year: 2026 });
      const two = [1, 2].map(() => alert({ person: { phone: person.phone } }));
      await desk.post('/alerts', two);
      const ids = await desk.db.query<{ id: string }>(
        `SELECT id FROM outbox WHERE kind = 'intake.place' AND state = 'pending'`,
      );
      const { Outbox } = await import('#platform');
      const outbox = desk.app.get(Outbox);
      await Promise.all(ids.map(({ id }) => outbox.run(id)));
      expect(
        await desk.count(`(SELECT DISTINCT case_id FROM alert WHERE source_ref = ANY ($1)) x`, [
          two.map(({ sourceRef }) => sourceRef),
        ]),
      ).toBe(1);
    });
  });

  it('tells the case of a revision without counting it as an alert', async () => {
    const one = alert({ tier: 'low', signals: [] });
    await desk.post('/alerts', one);
    await desk.place();
    await desk.post('/alerts', { ...one, signals: ['screen_sharing'], amountFen: 5_000_000 });
    await desk.place();
    const row = await desk.db.one<Record<string, unknown>>(
      `SELECT c.tier, c.alerts, c.amount_fen, a.revision, a.placed_revision,
              (SELECT count(*)::int FROM case_event e WHERE e.case_id = c.id AND e.kind = 'alert_revised') AS told
         FROM alert a JOIN desk_case c ON c.id = a.case_id WHERE a.source_ref = $1`,
      [one.sourceRef],
    );
    expect(row).toEqual({
      tier: 0,
      alerts: 1,
      amount_fen: 5_000_000,
      revision: 2,
      placed_revision: 2,
      told: 1,
    });
  });

  it('places an alert once, however often it is told to', async () => {
    const one = alert();
    const { body } = await desk.post<AlertsAccepted>('/alerts', one);
    await desk.place();
    await desk.db.query(
      `INSERT INTO outbox (kind, key, payload) VALUES ('intake.place', 'again', jsonb_build_object('alertId', $1::text))`,
      [body.results[0]!.id],
    );
    const events = await desk.count('case_event');
    expect(await desk.place()).toBe(1);
    expect(await desk.count('case_event')).toBe(events);
  });

  it('warns of bad fields on an alert by which somebody can be reached', async () => {
    const bad = {
      ...alert(),
      raisedAt: '2026-02-30T09:00:00+08:00',
      tier: 'purple',
      fraudType: 'new_kind',
      amountFen: 'a lot',
      signals: ['paying_now', 'sneezing'],
      surprise: 1,
      person: { phone: '+8613900000099', idNumber: '110101199003070001', name: 7, flags: 'deaf' },
    };
    const { status, body } = await desk.post<AlertsAccepted>('/alerts', bad);
    expect(status).toBe(202);
    expect(body.results[0]!.status).toBe('accepted');
    const codes = body.results[0]!.errors!.map(({ field, code }) => `${field} ${code}`).sort();
    expect(codes).toEqual([
      'amountFen not_amount',
      'fraudType unknown_key',
      'person.flags not_list',
      'person.idNumber id_number_checksum',
      'person.name not_text',
      'raisedAt impossible_time',
      'signals unknown_key',
      'surprise unknown_field',
      'tier unknown_key',
    ]);
    for (const error of body.results[0]!.errors!) expect(error.messageZh).toMatch(/\p{Script=Han}/u);
    await desk.place();
    const row = await desk.db.one<{ tier: number }>(
      `SELECT c.tier FROM alert a JOIN desk_case c ON c.id = a.case_id WHERE a.source_ref = $1`,
      [bad.sourceRef],
    );
    expect(row!.tier).toBe(0);
  });

  it('answers a problem document for a single alert that reaches nobody, and keeps it', async () => {
    const bad = { ...alert(), person: { phone: '123', idNumber: '110101199003070001' } };
    const { status, body, contentType } = await desk.post<Problem>('/alerts', bad);
    expect([status, contentType]).toEqual([422, 'application/problem+json; charset=utf-8']);
    expect(body.errors!.map(({ field, code }) => `${field} ${code}`)).toEqual([
      'person.phone phone_unknown_plan',
      'person.idNumber id_number_checksum',
      'person nobody_reachable',
    ]);
    expect(await desk.count(`alert WHERE source_ref = $1 AND status = 'quarantined'`, [bad.sourceRef])).toBe(
      1,
    );
    expect((await desk.post('/alerts', bad)).status).toBe(422);
    expect((await desk.post('/alerts', { ...bad, person: { phone: '+8613900000042' } })).status).toBe(202);
  });
});
