import type { ImportReport, Problem } from '#contracts';
import { IntakeDesk, type Answer } from './intake-desk.js';
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
    await refused(desk.post('/alerts', `[${'1'.repeat(50 * 1024 * 1024)}]`), 413, 'too_large');
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

  it('outlives nesting that has no end', async () => {
    const deep = `{"sourceRef":"deep","x":${'['.repeat(100_000)}${']'.repeat(100_000)},"person":{"phone":"13900000001"}}`;
    const { status, body } = await desk.post<{ results: { status: string; errors: { code: string }[] }[] }>(
      '/alerts',
      deep,
    );
    expect(status).toBe(202);
    expect(body.results[0]!.errors.map(({ code }) => code)).toContain('too_deep');
  });

  it('takes keys and values that databases and prototypes choke on', async () => {
    const body =
      '{"sourceRef":"odd","__proto__":{"phone":1},"constructor":1,"person":{"phone":"13900000002","name":"a\\u0000b\\ud800"}}';
    expect((await desk.post('/alerts', body)).status).toBe(202);
    await desk.place();
    expect(
      (await desk.post('/alerts', '{"sourceRef":"a\\u0000b","person":{"phone":"13900000003"}}')).status,
    ).toBe(202);
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

    it('refuses a request without the file, and a wrong token before the file is read', async () => {
      await refused(desk.post('/alerts/imports', {}), 422, 'invalid');
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
