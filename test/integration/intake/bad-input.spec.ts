import { gzipSync } from 'node:zlib';
import type { AlertsAccepted, ImportReport, Problem } from '#contracts';
import { IntakeDesk, type Answer } from './intake-desk.js';
import { madeWorkbook } from '../../../libs/testing/made-workbook.js';
import { madeZip } from '../../../libs/testing/made-zip.js';

const csv = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'), 'utf8');
const HEADER = '预警编号,预警时间,手机号码,身份证号,姓名';

/** Issue 2, "Bad input": a clear problem document, nothing half written, the valid rest kept. */
describe('bad input over HTTP', () => {
  let desk: IntakeDesk;
  beforeAll(async () => {
    desk = await IntakeDesk.open();
  });
  afterAll(() => desk.close());

  const refused = async (
    answer: Promise<Answer<Problem>>,
    status: number,
    code: string,
    alerts = 0,
  ): Promise<Problem> => {
    const before = await desk.count('alert');
    const { body, contentType, status: got } = await answer;
    expect([got, body.code, contentType]).toEqual([status, code, 'application/problem+json; charset=utf-8']);
    expect(body.detail).toMatch(/\w/);
    expect(await desk.count('alert')).toBe(before + alerts);
    return body;
  };

  it.each([
    ['malformed JSON', '{"sourceRef": "x", ', {}, 400, 'malformed'],
    ['an empty body', '', {}, 400, 'malformed'],
    [
      'another media type',
      'sourceRef=1',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'unsupported_file',
    ],
    [
      'a batch that is no array',
      '{}',
      { 'content-type': 'application/cloudevents-batch+json' },
      400,
      'malformed',
    ],
    [
      'a character set that is none of JSON',
      '{}',
      { 'content-type': 'application/json; charset=gbk' },
      415,
      'unsupported_file',
    ],
    [
      'an event in binary mode that is no JSON',
      'sourceRef=1',
      {
        'content-type': 'text/plain',
        'ce-id': '1',
        'ce-specversion': '1.0',
        'ce-type': 'a',
        'ce-source': '/',
      },
      415,
      'unsupported_file',
    ],
    ['a compressed body that is none', '{}', { 'content-encoding': 'gzip' }, 400, 'malformed'],
    ['a wrong token', '{}', { authorization: 'Bearer wrong-token-0123456789' }, 401, 'unauthenticated'],
    ['no token', '{}', { authorization: '' }, 401, 'unauthenticated'],
  ])('refuses %s', async (_, body, headers, status, code) => {
    await refused(desk.post('/alerts', body, headers), status, code);
  });

  it.each([
    ['text', '"hello"'],
    ['a number', '42'],
    ['null', 'null'],
    ['a list in a list', '[[]]'],
  ])('keeps %s in place of an alert in quarantine', async (_, body) => {
    const before = await desk.count(`alert WHERE status = 'quarantined'`);
    const answer = await desk.post<Problem>('/alerts', body);
    expect([422, 202]).toContain(answer.status);
    expect(await desk.count(`alert WHERE status = 'quarantined'`)).toBe(before + 1);
  });

  it('refuses a body of 50 MB', async () => {
    const body = `[${'1'.repeat(50 * 1024 * 1024)}]`;
    const problem = await refused(desk.post('/alerts', body), 413, 'too_large');
    expect(problem.errors).toEqual([
      expect.objectContaining({ code: 'too_large', messageZh: '请求体超过5 MB' }),
    ]);
  });

  it('names what of the body or the address cannot be read, and no value of it', async () => {
    const supervisor = await desk.signIn('supervisor');
    const gbk = { 'content-type': 'application/json; charset=gbk' };
    const answers: [Promise<Answer<Problem>>, number, string, string, string][] = [
      [desk.post('/alerts', '{"sourceRef": "secret", '), 400, 'malformed', '', 'not_json'],
      [desk.post('/alerts', '{}', gbk), 415, 'unsupported_file', 'Content-Type', 'charset'],
      [
        desk.post('/quarantine/secret/dismiss', { reason: '重复' }, supervisor),
        400,
        'malformed',
        'alertId',
        'not_a_uuid',
      ],
      [desk.send('GET', '/quarantine?limit=secret', undefined, supervisor), 422, 'invalid', 'limit', 'isInt'],
    ];
    for (const [answer, status, code, field, fault] of answers) {
      const problem = await refused(answer, status, code);
      expect(problem.errors).toContainEqual({
        ...{ field, code: fault },
        message: expect.stringMatching(/\w/) as string,
        messageZh: expect.stringMatching(/\p{Script=Han}/u) as string,
      });
      expect(JSON.stringify(problem)).not.toContain('secret');
    }
  });

  it('refuses more than a thousand alerts at once, in words', async () => {
    const problem = await refused(
      desk.post(
        '/alerts',
        Array.from({ length: 1001 }, () => ({})),
      ),
      413,
      'too_large',
    );
    expect(problem.detail).toContain('1001');
    expect(problem.errors![0]!.messageZh).toContain('1000');
  });

  it('refuses a compressed body that unfolds to 50 MB', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, ' '));
    await refused(desk.post('/alerts', bomb, { 'content-encoding': 'gzip' }), 413, 'too_large');
  });

  it('outlives nesting that has no end', async () => {
    const deep = `{"sourceRef":"deep","x":${'['.repeat(100_000)}${']'.repeat(100_000)},"person":{"phone":"13900000001"}}`;
    const { status, body } = await desk.post<{ results: { status: string; errors: { code: string }[] }[] }>(
      '/alerts',
      deep,
    );
    expect(status).toBe(202);
    expect(body.results[0]!.errors.map(({ code }) => code)).toContain('too_deep');
  });

  /** Sends alerts, each of which somebody can be reached by, and places them. @returns codes of the warnings of each */
  const taken = async (alerts: object[] | string): Promise<{ sourceRef: string; codes: string[] }[]> => {
    const { status, body } = await desk.post<AlertsAccepted>('/alerts', alerts);
    expect([status, body.results.map((one) => one.status)]).toEqual([
      202,
      body.results.map(() => 'accepted'),
    ]);
    await desk.place();
    const ids = body.results.map(({ id }) => id);
    expect(await desk.count('alert WHERE id = ANY ($1) AND case_id IS NOT NULL', [ids])).toBe(ids.length);
    return body.results.map(({ sourceRef, errors = [] }) => ({
      sourceRef,
      codes: errors.map(({ field, code }) => `${field} ${code}`),
    }));
  };
  let phones = 13_900_001_000;
  const usable = (more: object = {}, person: object = {}): Record<string, unknown> => {
    phones += 1;
    const whole = { sourceRef: `B-${phones}`, raisedAt: '2026-06-30T09:59:00+08:00', fraudType: 'other' };
    return { ...whole, person: { phone: String(phones), ...person }, ...more };
  };

  it('takes values that databases choke on, wherever they stand', async () => {
    const odd = 'a\u0000b\ud800c\u0007';
    const texts = { name: odd, address: odd, station: odd };
    const suspect = { phones: [odd], accounts: [odd], urls: [odd], apps: [odd] };
    const [alert] = await taken([usable({ description: odd, suspect, signals: [odd], [odd]: odd }, texts)]);
    expect(alert!.codes).toEqual(['signals unknown_key', '? unknown_field']);
  });

  it.each([
    ['with control characters', 'a\u0000b', 'control_characters'],
    ['with half a character', 'a\ud800b', 'control_characters'],
    ['that is too long', 'x'.repeat(129), 'too_long'],
    ['that is empty', ' ', 'missing'],
    ['that is a number', 7, 'not_text'],
  ])('makes a reference from the content where there is one %s', async (_, sourceRef, code) => {
    const bad = usable({ sourceRef });
    const [alert] = await taken([bad, usable()]);
    expect(alert).toEqual({
      sourceRef: expect.stringMatching(/^auto-[0-9a-f]{32}$/),
      codes: [`sourceRef ${code}`],
    });
    expect((await desk.post<AlertsAccepted>('/alerts', [bad])).body.results[0]!.status).toBe('duplicate');
  });

  it('reads nothing out of a prototype, and changes none', async () => {
    const [alert] = await taken(
      '[{"sourceRef":"proto","raisedAt":"2026-06-30T09:59:00+08:00","fraudType":"other","__proto__":{"tier":"critical"},' +
        '"constructor":1,"person":{"phone":"13900000902","__proto__":{"name":"x"}}}]',
    );
    expect(alert!.codes).toEqual([
      '__proto__ unknown_field',
      'constructor unknown_field',
      'person.__proto__ unknown_field',
    ]);
    expect(Object.hasOwn(Object.prototype, 'tier')).toBe(false);
    const inherited = '{"sourceRef":"inherits","person":{"__proto__":{"phone":"13900000903"}}}';
    expect((await desk.post('/alerts', inherited)).status).toBe(422);
  });

  it('cuts a description of a megabyte, and keeps all of it sealed', async () => {
    const [alert] = await taken([usable({ description: '骗'.repeat(350_000) })]);
    expect(alert!.codes).toEqual(['description too_long']);
    const row = await desk.db.one<{ bytes: number }>(
      'SELECT octet_length(payload_sealed) AS bytes FROM alert WHERE source_ref = $1',
      [alert!.sourceRef],
    );
    expect(row!.bytes).toBeGreaterThan(1_000_000);
  });

  it('takes no identity number that JSON has rounded to one with a right checksum', async () => {
    // 110101199001090003 as a number is …0000, whose check character would do.
    const rounded = `{"sourceRef":"rounded","person":{"idNumber":110101199001090003}}`;
    const problem = await refused(desk.post('/alerts', rounded), 422, 'invalid', 1);
    expect(problem.errors!.map(({ field, code }) => `${field} ${code}`)).toContain(
      'person.idNumber id_number_exponent',
    );
  });

  it('names each impossible time, and takes the time of receipt', async () => {
    const times: [string, string][] = [
      ['2026-02-30T09:00:00+08:00', 'impossible_time'],
      ['2026-06-30T25:00:00+08:00', 'not_a_time'],
      ['2026-06-30T09:00:00', 'not_a_time'],
      ['2026-06-30T09:00:00+99:99', 'not_a_time'],
      ['30.06.2026', 'not_a_time'],
      ['1970-01-01T00:00:00Z', 'too_old'],
      ['2027-01-01T00:00:00Z', 'in_future'],
    ];
    const alerts = await taken(times.map(([raisedAt]) => usable({ raisedAt })));
    expect(alerts.map(({ codes }) => codes)).toEqual(times.map(([, code]) => [`raisedAt ${code}`]));
    const refs = alerts.map(({ sourceRef }) => sourceRef);
    const received = await desk.db.query(
      'SELECT 1 FROM alert WHERE source_ref = ANY ($1) AND raised_at = received_at',
      [refs],
    );
    expect(received).toHaveLength(times.length);
  });

  it('keeps the valid rest of a batch that holds all kinds of nonsense', async () => {
    const good = usable();
    const batch = [
      7,
      'x',
      [7],
      { a: 1 },
      good,
      { person: 'x' },
      { ...good },
      { ...good, amountFen: 5 },
      true,
    ];
    const before = await desk.count('alert');
    const { status, body } = await desk.post<AlertsAccepted>('/alerts', batch);
    expect([status, body.results.map((one) => one.status).join(' ')]).toEqual([
      202,
      'quarantined quarantined quarantined quarantined accepted quarantined duplicate revised quarantined',
    ]);
    expect(await desk.count('alert')).toBe(before + 7);
  });

  describe('in an event', () => {
    const event = (data: unknown, more: object = {}): Record<string, unknown> => {
      return { specversion: '1.0', id: '1', source: '/x', type: 'a', data, ...more };
    };
    const structured = { 'content-type': 'application/cloudevents+json' };

    it.each<[string, object, Record<string, string>, string]>([
      ['of another version', event(usable(), { specversion: '0.3' }), structured, 'specversion bad_envelope'],
      ['without a source', event(usable(), { source: undefined }), structured, 'cloudevent bad_envelope'],
      [
        'with an attribute that is none',
        event(usable(), { 'Not-A-Name': 1 }),
        structured,
        'cloudevent bad_envelope',
      ],
      [
        'in binary mode without a type',
        usable(),
        { 'ce-id': '1', 'ce-specversion': '1.0', 'ce-source': '/x' },
        'cloudevent bad_envelope',
      ],
    ])('%s the alert is used all the same', async (_, body, headers, code) => {
      const answer = await desk.post<AlertsAccepted>('/alerts', body, headers);
      expect([answer.status, answer.body.results[0]!.status]).toEqual([202, 'accepted']);
      expect(answer.body.results[0]!.errors!.map((one) => `${one.field} ${one.code}`)).toEqual([code]);
    });

    it.each<[string, unknown, Record<string, string>]>([
      ['that holds none', event(undefined), structured],
      ['whose bytes are no JSON', event(undefined, { data_base64: 'AAAA' }), structured],
      ['that came as plain JSON', event(usable()), {}],
      ['that is a list under the type of one', [event(usable())], structured],
    ])('%s it is kept in quarantine', async (_, body, headers) => {
      const problem = await refused(desk.post('/alerts', JSON.stringify(body), headers), 422, 'invalid', 1);
      expect(problem.errors!.at(-1)!.messageZh).toMatch(/\p{Script=Han}/u);
    });

    it('batched, each alert has its own fate', async () => {
      const batch = [
        event(usable()),
        'text',
        event({ person: {} }),
        event(usable(), { id: '' }),
        event(undefined, { id: '2' }),
      ];
      const { status, body } = await desk.post<AlertsAccepted>('/alerts', batch, {
        'content-type': 'application/cloudevents-batch+json',
      });
      expect([status, body.results.map((one) => one.status)]).toEqual([
        202,
        ['accepted', 'quarantined', 'quarantined', 'accepted', 'quarantined'],
      ]);
    });
  });

  describe('as a file', () => {
    it.each([
      ['an empty file', Buffer.alloc(0), 422, 'invalid', 'empty_file'],
      ['white space', Buffer.from('\r\n\r\n'), 422, 'invalid', 'empty_file'],
      ['a PDF', Buffer.from('%PDF-1.7 and so on'), 415, 'unsupported_file', 'wrong_type'],
      ['an old XLS', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 415, 'unsupported_file', 'wrong_type'],
      ['a web page', Buffer.from('<html><table></table></html>'), 415, 'unsupported_file', 'wrong_type'],
      ['half a workbook', Buffer.from('504b0304140000', 'hex'), 415, 'unsupported_file', 'damaged'],
      [
        'a ZIP that is no workbook',
        madeZip([{ name: 'a.txt', content: Buffer.from('x') }]),
        415,
        'unsupported_file',
        'damaged',
      ],
      ['CSV without a header', csv('1,2,3', '4,5,6'), 422, 'invalid', 'no_header'],
      [
        'a header without phone and identity number',
        csv('预警编号,姓名,现住址', 'A1,某,某地'),
        422,
        'invalid',
        'no_header',
      ],
      ['a quote that never ends', csv(HEADER, `"${'x'.repeat(600_000)}`), 415, 'unsupported_file', 'not_csv'],
    ])('refuses %s', async (_, content, status, code, reason) => {
      const problem = await refused(desk.upload(content), status, code);
      expect(problem.errors![0]).toMatchObject({
        code: reason,
        messageZh: expect.stringMatching(/\p{Script=Han}/u),
      });
    });

    it('names the missing columns and the row of the header', async () => {
      const problem = await refused(desk.upload(csv('预警名单', '预警编号,姓名', 'A1,某')), 422, 'invalid');
      expect(problem.errors).toMatchObject([
        { field: 'person.phone', row: 2, messageZh: '手机号码表头缺少该列' },
        { field: 'person.idNumber', row: 2, messageZh: '身份证号表头缺少该列' },
      ]);
    });

    it('opens no zip bomb', async () => {
      const sheet = { name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(64 * 1024 * 1024, ' ') };
      const bomb = await refused(desk.upload(madeZip([sheet]), 'a.xlsx'), 413, 'too_large');
      expect(bomb.errors![0]!.code).toBe('zip_bomb');
      const liar = await refused(
        desk.upload(madeZip([{ ...sheet, claims: 1000 }]), 'a.xlsx'),
        415,
        'unsupported_file',
      );
      expect(liar.errors![0]!.code).toBe('damaged');
    });

    it('names the row where a workbook breaks off, tells what was taken before, and takes the rest corrected', async () => {
      const rows = (cells: string[][]): string =>
        cells
          .map(
            (row) =>
              `<row>${row.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`,
          )
          .join('');
      const table = [
        ['预警编号', '手机号码'],
        ['W1', '13900000501'],
        ['W2', '13900000502'],
        ['W3', '13900000503'],
      ];
      const whole = rows(table);
      const broken = madeWorkbook({ sheets: [whole.replace('13900000503</t>', '13900000503</s>')] });
      const problem = await refused(desk.upload(broken), 415, 'unsupported_file', 2);
      expect(problem.errors).toMatchObject([{ field: 'file', code: 'damaged', row: 4 }]);
      expect(problem.current).toMatchObject({ rows: 2, counts: { accepted: 2 } });
      expect(
        await desk.db.one('SELECT state, error, rows FROM import_batch ORDER BY id DESC LIMIT 1'),
      ).toEqual({
        state: 'failed',
        error: 'unsupported_file',
        rows: 2,
      });
      const { status, body } = await desk.upload<ImportReport>(madeWorkbook({ sheets: [whole] }));
      expect([status, body.counts]).toEqual([200, { accepted: 1, duplicate: 2, revised: 0, quarantined: 0 }]);
    });

    it('takes cells that databases choke on', async () => {
      const cells = ['a_x0000_b_xD800_', '13900000504', '_xD800_', '_xDC00_'];
      const row = (texts: string[]): string =>
        `<row>${texts.map((text) => `<c t="str"><v>${text}</v></c>`).join('')}</row>`;
      const sheet = row(['预警编号', '手机号码', '姓名', '派出所']) + row(cells);
      const { body } = await desk.upload<ImportReport>(madeWorkbook({ sheets: [sheet] }));
      expect(body.counts).toMatchObject({ accepted: 1 });
      await desk.place();
    });

    it('refuses a form with another field, with two files, and one that breaks off', async () => {
      const form = new FormData();
      form.append('other', new Blob(['x']), 'a.csv');
      const problem = await refused(desk.send('POST', '/alerts/imports', form), 400, 'malformed');
      expect(problem.errors).toEqual([
        expect.objectContaining({
          field: 'file',
          code: 'one_file',
          messageZh: expect.any(String) as string,
        }),
      ]);
      const half =
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n预警编号,手机号码\r\n';
      const headers = { 'content-type': 'multipart/form-data; boundary=b' };
      await refused(desk.post('/alerts/imports', half, headers), 400, 'malformed');
      await refused(
        desk.post('/alerts/imports', 'x', { 'content-type': 'multipart/form-data' }),
        400,
        'malformed',
      );
    });

    it('refuses a request without the file, and a wrong token before the file is read', async () => {
      await refused(desk.post('/alerts/imports', {}), 422, 'invalid');
      await refused(
        desk.upload(csv(HEADER), 'a.csv', await desk.signIn('duty_officer'), '?sourceId=platform'),
        403,
        'forbidden',
      );
      const authorization = 'Bearer wrong-token-0123456789';
      await refused(desk.upload(csv(HEADER), 'a.csv', { authorization }), 401, 'unauthenticated');
    });

    it('keeps the valid rows beside a wrong checksum, a phone no plan knows and an impossible date', async () => {
      const { status, body } = await desk.upload<ImportReport>(
        csv(
          HEADER,
          'B1,2026/6/30 9:05,13900000011,110101199003070001,某甲',
          'B2,2026/2/30 9:05,13900000012,,某乙',
          'B3,2026/6/30 9:05,19999,110101199003070001,某丙',
        ),
      );
      expect(status).toBe(200);
      expect(body).toMatchObject({
        rows: 3,
        counts: { accepted: 2, quarantined: 1 },
        warned: 2,
        truncated: false,
      });
      expect(body.quarantine).toMatchObject([{ row: 4, sourceRef: 'B3' }]);
      expect(body.quarantine[0]!.reasons).toMatchObject([
        { field: 'person.phone', code: 'phone_unknown_plan', row: 4 },
        { field: 'person.idNumber', code: 'id_number_checksum', row: 4, messageZh: '身份证号校验码不符' },
        { field: 'person', code: 'nobody_reachable', row: 4 },
      ]);
    });
  });
});
