import type { Browser } from 'playwright-core';
import type { CaseView } from '#contracts';
import { createRng, syntheticAccount, type SyntheticPerson } from '#synthetic';
import { Caller } from '../e2e/caller.js';
import { openBrowser } from './browser.js';
import { startDesk, type DeskProcess } from './desk.js';
import { Outside } from './outside.js';
import { PHONE, Seat } from './seat.js';

/** A person who does not believe it: a limit that two people wanted, and the visit that makes it needless. */
describe('a transfer limit', () => {
  const rng = createRng('four eyes');
  const account = syntheticAccount(rng);
  let browser: Browser;
  let desk: DeskProcess;
  let outside: Outside;
  let supervisor: Seat;
  let person: SyntheticPerson;
  let caseId: string;

  beforeAll(async () => {
    [browser, desk] = await Promise.all([openBrowser(), startDesk({ env: { HOLDLINE_DEMO: 'accounts' } })]);
    outside = new Outside(desk, rng);
    person = outside.person();
    supervisor = await Seat.take(browser, desk, 'supervisor1');
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.remove();
  });

  const measure = (state: string) =>
    supervisor.page.locator(`[data-testid=measure-state][data-state=${state}]`).waitFor();

  it('is proposed by one who cannot approve it', async () => {
    const { page } = supervisor;
    await outside.paying(person);
    await supervisor.row(person.phone).waitFor();
    caseId = await supervisor.takeNext();
    await supervisor.record('busy');
    await supervisor.rung('visit', 'running');

    await supervisor.at('counter-propose').click();
    await page.locator('#cm-ref').fill(account);
    await supervisor.at('counter-necessity').fill('电话占线，仍在转账，劝阻无效');
    await supervisor.at('counter-scope').fill('仅此账户，单日限额 2000 元，不影响日常开支');
    await supervisor.at('counter-submit').click();
    await measure('awaiting_approval');
    expect(await supervisor.at('countermeasures').textContent()).not.toContain(account);

    await page.getByRole('link', { name: '审批' }).click();
    const card = supervisor.at('approval');
    await card.getByText('本人提请，须由他人审批').waitFor();
    expect(await supervisor.at('counter-approve').count()).toBe(0);
    // Nor by going round the page.
    const { username, password } = desk.demo.users.find(({ role }) => role === 'supervisor')!;
    const caller = await Caller.signIn(desk.url, username, password);
    const { countermeasures } = await caller.get<CaseView>(`/cases/${caseId}`);
    const { id, version } = countermeasures[0]!;
    const refused = caller.post(`/countermeasures/${id}/approve`, { version, reason: '同意' });
    await expect(refused).rejects.toMatchObject({ problem: { code: 'second_person_needed' } });
    expect(await outside.inbox('bank')).toEqual([]);
  });

  it('is approved by a second person, and the bank has it in force', async () => {
    const approver = await Seat.take(browser, desk, 'approver1');
    await approver.at('approval').waitFor();
    await approver.at('counter-approve').click();
    await approver.at('counter-approve-reason').fill('必要、适度，同意');
    await approver.at('counter-approve-submit').click();

    await supervisor.page.goto(`${desk.url}/cases/${caseId}`);
    await measure('in_force');
    const orders = await outside.inbox('bank');
    expect(orders).toHaveLength(1);
    expect(orders[0]).toMatchObject({ kind: 'transfer_limit', target: account, state: 'in_force' });
    expect(approver.problems).toEqual([]);
  });

  it('is released when the officer at the door has persuaded the person', async () => {
    const field = await Seat.take(browser, desk, 'field1', { size: PHONE });
    const { page } = field;
    await field.at('visit-card').click();
    // The address is for whoever goes there, once they go.
    await field.at('visit-accept').waitFor();
    expect(await page.locator('.visit-address').count()).toBe(0);
    await field.at('visit-accept').click();
    await page.locator('.visit-address', { hasText: person.address }).waitFor();
    await field.at('visit-arrive').click();
    await page.locator('[data-testid=visit-state][data-state=arrived]').waitFor();

    await field.at('outcome-persuaded_visit').click();
    await field.fillGate(['document_seen', 'home_address']);
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBe(PHONE.width);
    await field.record('persuaded_visit');
    await page.locator('[data-testid=visit-state][data-state=reported]').waitFor();
    await page.locator('.visit-address').waitFor({ state: 'detached' });

    await measure('released');
    await supervisor.page.locator('[data-testid=case-state][data-state=watched]').waitFor();
    const orders = await outside.inbox('bank');
    expect(orders).toMatchObject([{ target: account, state: 'released', reason: 'requested' }]);
    await supervisor.page.locator('[data-testid=today-count]:text-is("1")').waitFor();
    expect([...field.problems, ...supervisor.problems]).toEqual([]);
  });
});
