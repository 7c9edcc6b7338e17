import { randomUUID } from 'node:crypto';
import type { AttemptRecorded, CaseView, RelativeView, TodayView } from '#contracts';
import { createRng, syntheticAlert, syntheticPerson } from '#synthetic';
import { TestDesk } from './desk.js';
import type { Caller } from './caller.js';

/** The main job, as a story: an alert comes in, climbs its ladder and is worked to its end. */
describe('an alert about somebody who is paying now', () => {
  const rng = createRng('main job');
  let desk: TestDesk;
  let officer: Caller;
  let source: Caller;

  beforeAll(async () => {
    desk = await TestDesk.open();
    [officer, source] = await Promise.all([desk.signIn('duty_officer'), desk.source()]);
  });
  afterAll(() => desk.close());

  const rung = (view: CaseView, kind: string) => view.rungs.find((one) => one.kind === kind);
  const today = () => officer.get<TodayView>('/reports/today');

  it('is a critical case, called, texted, visited and asked about in parallel, persuaded, watched and durable', async () => {
    const person = syntheticPerson(rng);
    const alert = syntheticAlert(rng, { now: new Date(await desk.now()), person, severity: 'critical' });
    Object.assign(alert.person, { address: person.address, flags: [] });
    const opened = await desk.alerted(source, alert, officer);
    expect(opened).toMatchObject({ tier: 'critical', state: 'open' });
    expect(opened.tierReasons[0]!.facts.length).toBeGreaterThan(0);
    expect(JSON.stringify(opened)).not.toContain(person.phone.slice(3));

    const relative = syntheticPerson(rng);
    await officer.post<RelativeView>(`/cases/${opened.id}/relatives`, {
      name: relative.name,
      phone: relative.phone,
      kinship: '子女',
      mayContact: true,
      consent: '本人电话中同意',
    });

    const claimed = await officer.post<CaseView>('/queue/next');
    expect(claimed.id).toBe(opened.id);
    expect(rung(claimed, 'sign_in')!.status).toBe('done');

    const busy = await officer.post<AttemptRecorded>(`/cases/${opened.id}/attempts`, {
      attemptId: randomUUID(),
      kind: 'call',
      outcome: 'busy',
    });
    for (const kind of ['sms', 'relative', 'visit']) expect(rung(busy.case, kind)!.status).toBe('running');

    const texts = [
      desk.sandbox.inbox.waitFor('sms', (sms) => sms.to === person.phone || `+${sms.to}` === person.phone),
      desk.sandbox.inbox.waitFor(
        'sms',
        (sms) => sms.to === relative.phone || `+${sms.to}` === relative.phone,
      ),
    ];
    await desk.settle();
    const [toPerson, toRelative] = await Promise.all(texts);
    expect(toPerson!.text).toContain('96110');
    expect(toPerson!.text).not.toMatch(/https?:/);
    expect(toRelative!.text).toContain('1');

    const before = await today();
    const persuaded = await officer.post<AttemptRecorded>(`/cases/${opened.id}/attempts`, {
      attemptId: randomUUID(),
      kind: 'call',
      outcome: 'persuaded_phone',
      gate: {
        identityFacts: ['birth_date', 'home_address'],
        contactCut: true,
        paymentsChecked: true,
        followUpAt: new Date((await desk.now()) + 24 * 3_600_000).toISOString(),
      },
    });
    expect(persuaded.case.state).toBe('watched');
    expect((await today()).persuasions).toBe(before.persuasions + 1);
    // Persuaded is a hypothesis: the visit that is under way goes on.
    expect(rung(persuaded.case, 'visit')!.status).toBe('running');

    const field = await desk.signIn('field_officer', { station: person.station });
    const { items } = await field.get<{ items: { id: string }[] }>('/visits');
    const visit = items[0]!.id;
    await field.post(`/visits/${visit}/accept`);
    await desk.advance('10m');
    await field.post(`/visits/${visit}/arrive`);
    await field.post(`/visits/${visit}/report`, {
      attemptId: randomUUID(),
      outcome: 'persuaded_visit',
      gate: {
        identityFacts: ['document_seen', 'home_address'],
        contactCut: true,
        paymentsChecked: true,
        followUpAt: new Date((await desk.now()) + 24 * 3_600_000).toISOString(),
      },
    });
    expect((await today()).persuasions).toBe(before.persuasions + 1);

    let view = await officer.get<CaseView>(`/cases/${opened.id}`);
    for (let days = 0; view.state !== 'ended' && days < 40; days += 1) {
      await desk.advance('24h');
      // Sessions end with the shift; the next one signs in.
      officer = await desk.signIn('duty_officer');
      view = await officer.get<CaseView>(`/cases/${opened.id}`);
      for (const due of view.rungs.filter((one) => one.kind === 'follow_up' && one.status === 'open')) {
        const { case: after } = await officer.post<AttemptRecorded>(`/cases/${opened.id}/attempts`, {
          attemptId: randomUUID(),
          kind: 'follow_up',
          rungId: due.id,
          outcome: 'persuaded_phone',
        });
        view = after;
      }
    }
    expect(view).toMatchObject({ state: 'ended' });
    expect(view.result).toMatch(/^persuaded_/);
  });
});
