import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { createRng, syntheticAlert } from '#synthetic';
import { TestDesk } from './desk.js';
import type { Caller } from './caller.js';

interface Operation {
  operationId: string;
  responses: Record<string, { content?: Record<string, { schema?: object }> }>;
}

/** What a probe, a scraper and a client that was generated from the document rely on. */
describe('the api from outside', () => {
  let desk: TestDesk;
  let caseId: string;
  const people: Record<string, Caller> = {};
  beforeAll(async () => {
    desk = await TestDesk.open();
    for (const role of ['duty_officer', 'supervisor', 'auditor', 'system_admin'] as const)
      people[role] = await desk.signIn(role);
    const alert = syntheticAlert(createRng('outside'), {
      now: new Date(await desk.now()),
      severity: 'critical',
    });
    caseId = (await desk.alerted(await desk.source(), alert, people['duty_officer']!)).id;
  });
  afterAll(() => desk.close());
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${desk.url}${path}`, { headers });

  it('says that it lives and is ready', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' });
    const ready = await get('/readyz');
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', database: true }]);
  });

  it('tells a scraper how the desk is, and nothing of anybody', async () => {
    const response = await get('/metrics');
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    const text = await response.text();
    expect(text).toContain('holdline_cases_open{tier="critical"} 1');
    expect(text).toMatch(/holdline_outbox_waiting\{kind="outreach.sms",state="pending"\} \d/);
    for (const name of ['wake_late_seconds', 'alarms_open', 'quarantine_alerts', 'audit_unsealed'])
      expect(text).toMatch(new RegExp(`^holdline_${name} [\\d.]+$`, 'm'));
    expect(text).not.toContain(caseId);

    // A clock that nobody served, as when the worker is away.
    await desk.db.query(`UPDATE desk_case SET wake_at = holdline_now() - interval '90 seconds'`);
    expect(await (await get('/metrics')).text()).toMatch(/^holdline_wake_late_seconds 90/m);
  });

  it('serves the document that is checked in, and a page to read it', async () => {
    const served = (await (await get('/api/openapi.json')).json()) as { paths: object; openapi: string };
    const kept = JSON.parse(readFileSync(resolve('docs/openapi.json'), 'utf8')) as { paths: object };
    expect(served.openapi).toBe('3.1.0');
    expect(served.paths).toEqual(kept.paths);
    expect(await (await get('/api/docs')).text()).toContain('swagger-ui');
  });

  it('answers as the document says', async () => {
    const document = (await (await get('/api/openapi.json')).json()) as {
      paths: Record<string, Record<string, Operation>>;
    };
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    formats.default(ajv);
    ajv.addSchema(document, 'api');
    const asked: [role: string, path: string, route: string][] = [
      ['duty_officer', '/session', '/session'],
      ['duty_officer', '/queue', '/queue'],
      ['duty_officer', `/cases/${caseId}`, '/cases/{id}'],
      ['duty_officer', '/events?after=0', '/events'],
      ['duty_officer', '/reports/today', '/reports/today'],
      ['supervisor', '/alarms', '/alarms'],
      ['supervisor', '/quarantine', '/quarantine'],
      ['supervisor', '/visits', '/visits'],
      ['supervisor', '/countermeasures', '/countermeasures'],
      ['supervisor', '/reports/daily?date=2026-06-30', '/reports/daily'],
      ['supervisor', '/reports/daily/cases?date=2026-06-30&figure=alerts', '/reports/daily/cases'],
      ['auditor', '/audit', '/audit'],
      ['system_admin', '/accounts', '/accounts'],
    ];
    const holdsTo = (pointer: string, body: unknown): string[] => {
      const validate = ajv.compile({ $ref: `api#${pointer}` });
      return validate(body) ? [] : (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`);
    };
    const escaped = (path: string) => path.replaceAll('~', '~0').replaceAll('/', '~1');
    for (const [role, path, route] of asked) {
      const body = await people[role]!.get<unknown>(path);
      const media = `/paths/${escaped(`/api/v1${route}`)}/get/responses/200/content/application~1json/schema`;
      expect([route, holdsTo(encodeURI(media), body)]).toEqual([route, []]);
    }
    const refusal = await get('/api/v1/queue');
    expect(refusal.status).toBe(401);
    expect(holdsTo('/components/schemas/Problem', await refusal.json())).toEqual([]);
    // A schema that takes anything would have passed all of this.
    expect(holdsTo('/components/schemas/CaseView', {})).not.toEqual([]);
  });
});
