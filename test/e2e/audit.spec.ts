import { rm } from 'node:fs/promises';
import { AuditAnchor } from '#audit';
import type { AlarmView, AuditPage, AuditVerdict, CaseView } from '#contracts';
import { TrailWatch } from '../../apps/worker/desk/trail-watch.js';
import { createRng, syntheticAlert } from '#synthetic';
import type { Caller } from './caller.js';
import { TestDesk } from './desk.js';

describe('the auditor', () => {
  let desk: TestDesk;
  let auditor: Caller;
  let officer: Caller;
  let view: CaseView;
  beforeAll(async () => {
    desk = await TestDesk.open();
    [auditor, officer] = [await desk.signIn('auditor'), await desk.signIn('duty_officer')];
    const alert = syntheticAlert(createRng('audit'), {
      now: new Date(await desk.now()),
      severity: 'critical',
    });
    view = await desk.alerted(await desk.source(), alert, officer);
    await officer.post(`/cases/${view.id}/reveal`, { field: 'phone', reason: '回拨核实' });
    await desk.settle();
  });
  afterAll(() => desk.close());
  const read = (query: string) => auditor.get<AuditPage>(`/audit?${query}`);

  it('reads who did what to whom, by actor, action, object and time', async () => {
    const { items } = await read('action=person.reveal');
    expect(items).toEqual([
      expect.objectContaining({
        actor: { id: expect.any(String) as string, name: expect.stringContaining('duty_officer') as string },
        data: expect.objectContaining({ field: 'phone', reason: '回拨核实' }) as object,
        no: expect.any(Number) as number,
      }),
    ]);
    const name = items[0]!.actor!.name;
    const actions = async (query: string) => (await read(query)).items.map((entry) => entry.action);
    expect(await actions(`actor=${name}`)).toEqual(['person.reveal', 'case.read', 'session.opened']);
    expect(await actions(`actor=${items[0]!.actor!.id}&entity=case&entityId=${view.id}`)).toEqual([
      'case.read',
    ]);
    expect(await actions('actor=nobody')).toEqual([]);
    expect(await actions('action=person.reveal&to=2026-06-30T10:00:00%2B08:00')).toEqual([]);
    expect(await actions('action=person.reveal&from=2026-06-30T10:00:00%2B08:00')).toEqual(['person.reveal']);
  });

  it('reads on page by page, and is on the record for it', async () => {
    const first = await read('limit=2&entity=session');
    const second = await read(`limit=2&entity=session&before=${first.next}`);
    expect(first.items.map((entry) => entry.no)).not.toEqual(second.items.map((entry) => entry.no));
    expect((await read('limit=500&entity=session')).next).toBeNull();
    const [looked] = (await read('action=audit.read&limit=1')).items;
    expect(looked!.data).toEqual({ entity: 'session' });
  });

  it('is the only one who may', async () => {
    for (const role of ['duty_officer', 'supervisor', 'system_admin', 'security_admin'] as const) {
      const other = await desk.signIn(role);
      await expect(other.get('/audit')).rejects.toMatchObject({ status: 403 });
      await expect(other.post('/audit/verify')).rejects.toMatchObject({ status: 403 });
    }
  });

  it('verifies the chain; the worker does so every day and rings for what it finds, once', async () => {
    await desk.worker.get(AuditAnchor).append();
    expect(await auditor.post<AuditVerdict>('/audit/verify', {})).toMatchObject({ ok: true, anchors: 1 });

    const watch = desk.worker.get(TrailWatch);
    const supervisor = await desk.signIn('supervisor');
    const alarms = async () =>
      (await supervisor.get<{ items: AlarmView[] }>('/alarms')).items.filter(
        (one) => one.code === 'audit_broken',
      );
    expect(await watch.look()).toMatchObject({ ok: true });
    expect(await alarms()).toEqual([]);

    await rm(desk.worker.get(AuditAnchor).file);
    await desk.advance('2h');
    expect(await watch.look()).toMatchObject({ ok: false, reason: 'unanchored' });
    await watch.look();
    expect(await alarms()).toEqual([expect.objectContaining({ caseId: null, tier: null })]);
    const verdict = await auditor.post<AuditVerdict>('/audit/verify', {});
    expect(verdict).toMatchObject({ ok: false, no: 1, reason: 'unanchored' });
  });
});
