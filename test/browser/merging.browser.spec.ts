import type { Browser } from 'playwright-core';
import type { QueueItem } from '#contracts';
import { createRng } from '#synthetic';
import { Caller } from '../e2e/caller.js';
import { openBrowser } from './browser.js';
import { startDesk, type DeskProcess } from './desk.js';
import { Outside } from './outside.js';
import { Seat } from './seat.js';

/** One phone under two names and two identity numbers: a supervisor sees that it is one person, and that it was not. */
describe('two cases of one phone', () => {
  let browser: Browser;
  let desk: DeskProcess;
  let supervisor: Seat;
  let kept: QueueItem;
  let gone: QueueItem;

  beforeAll(async () => {
    [browser, desk] = await Promise.all([openBrowser(), startDesk({ env: { HOLDLINE_DEMO: 'accounts' } })]);
    const outside = new Outside(desk, createRng('merging'));
    const [one, other] = [outside.person(), outside.person()];
    await outside.endangered(one);
    await outside.endangered({ ...other, phone: one.phone });
    supervisor = await Seat.take(browser, desk, 'supervisor1');
    await supervisor.row(one.phone).nth(1).waitFor();
    const { username, password } = desk.demo.users.find((user) => user.username === 'supervisor1')!;
    const caller = await Caller.signIn(desk.url, username, password);
    const { items } = await caller.post<{ items: QueueItem[] }>('/cases/search', { phone: one.phone });
    [kept, gone] = [items[0]!, items[1]!];
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.remove();
  });

  const other = (item: QueueItem) =>
    supervisor.page.locator(`[data-testid=other-case][data-case="${item.id}"]`);
  const state = (name: string) =>
    supervisor.page.locator(`[data-testid=case-state][data-state=${name}]`).waitFor();

  it('are offered to each other, and merged with a reason and a word on the two identity numbers', async () => {
    const { page } = supervisor;
    await page.goto(`${desk.url}/cases/${gone.id}`);
    await other(kept).waitFor();
    await page.getByRole('button', { name: '更多操作' }).click();
    await page.getByRole('menuitem', { name: '并案' }).click();
    await supervisor.at('merge-reason').fill('同一号码，家属确认为同一人');
    // Without further words it is refused, beside what was typed.
    await supervisor.at('merge-submit').click();
    await page.getByRole('alert').filter({ hasText: '身份证号不同' }).waitFor();
    await supervisor.at('merge-two-ids').check();
    await supervisor.at('merge-submit').click();

    await page.waitForURL(`${desk.url}/cases/${kept.id}`);
    await other(gone).getByText(gone.no).waitFor();
    await supervisor.at('timeline').getByText('他案并入本案').waitFor();
  });

  it('show where the old one went, and lead there', async () => {
    const { page } = supervisor;
    await other(gone).getByRole('link').click();
    await page.waitForURL(`${desk.url}/cases/${gone.id}`);
    await state('ended');
    await supervisor.at('merged-into').getByText(kept.no).waitFor();
    await supervisor.at('merged-into').getByRole('link').click();
    await page.waitForURL(`${desk.url}/cases/${kept.id}`);
  });

  it('are taken apart again: both are in the queue', async () => {
    const { page } = supervisor;
    await supervisor.at('unmerge').click();
    await supervisor.at('unmerge-reason').fill('上门核实，不是同一人');
    await supervisor.at('unmerge-submit').click();
    await supervisor.at('timeline').getByText('并入的案件已撤出').waitFor();
    await page.goto(`${desk.url}/cases/${gone.id}`);
    await state('open');
    await supervisor.at('queue-row').nth(1).waitFor();
    // The refusal for the two identity numbers is what the browser calls an error; there is no other.
    expect(supervisor.problems.filter((problem) => !problem.includes('409'))).toEqual([]);
  });
});
