import { setTimeout as until } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import type { CaseView } from '#contracts';
import { wallClock } from '#platform';
import { createRng } from '#synthetic';
import { Caller } from '../e2e/caller.js';
import { openBrowser } from './browser.js';
import { startDesk, type DeskProcess } from './desk.js';
import { Outside } from './outside.js';
import { descendants, stillRunning } from './processes.js';
import { Seat } from './seat.js';

/** Ctrl-C in the middle of the work, and `npm start` again: nothing is gone, and what fell due meanwhile fires. */
describe('a desk that is stopped and started again', () => {
  const env = { HOLDLINE_DEMO: 'accounts' };
  let browser: Browser;
  let desk: DeskProcess;

  beforeAll(async () => {
    [browser, desk] = await Promise.all([openBrowser(), startDesk({ env })]);
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.remove();
  });

  const clockOf = (view: CaseView, rungId: string) => view.rungs.find(({ id }) => id === rungId)!;
  const alarms = (view: CaseView, rungId: string) =>
    view.timeline.filter(({ kind, data }) => kind === 'alarm_raised' && data['rungId'] === rungId);
  async function api(): Promise<Caller> {
    const { username, password } = desk.demo.users.find(({ role }) => role === 'duty_officer')!;
    return Caller.signIn(desk.url, username, password);
  }

  it('has its cases, clocks and counts, and rings at once for the minute that passed while it was down', async () => {
    const outside = new Outside(desk, createRng('restart'));
    const [persuaded, waiting] = [outside.person(), outside.person()];
    const officer = await Seat.take(browser, desk, 'duty1');
    await outside.endangered(persuaded);
    await officer.row(persuaded.phone).click();
    await officer.at('claim').click();
    await officer.at('outcome-persuaded_phone').click();
    await officer.fillGate(['birth_date', 'home_address']);
    await officer.record('persuaded_phone');
    await officer.page.locator('[data-testid=today-count]:text-is("1")').waitFor();
    const watched = await officer.caseOf(persuaded.phone);

    // Somebody is paying, nobody has signed it in, and the desk goes down.
    await outside.paying(waiting);
    await officer.row(waiting.phone).click();
    const unsigned = await officer.caseOf(waiting.phone);
    const reader = await api();
    const before = {
      watched: await reader.get<CaseView>(`/cases/${watched}`),
      unsigned: await reader.get<CaseView>(`/cases/${unsigned}`),
    };
    const due = Date.parse(clockOf(before.unsigned, 'sign_in').dueAt!);
    expect(alarms(before.unsigned, 'sign_in')).toEqual([]);

    const processes = await descendants(desk.pid);
    for (const name of ['postgres', 'redis-server'])
      expect(processes.map((process) => process.name)).toContain(name);
    expect(await desk.stop('SIGINT')).toBe(0);
    expect(await stillRunning(processes)).toEqual([]);
    expect(wallClock.now()).toBeLessThan(due);
    await officer.page.locator('[data-testid=connection-state]:not([data-state=live])').waitFor();

    // Not a guess: the very second at which the case is overdue.
    await until(due - wallClock.now());
    desk = await startDesk({ env, data: desk.data });
    const ready = wallClock.now();

    // The session outlived the restart as well.
    await officer.page.goto(`${desk.url}/cases/${unsigned}`);
    const alarm = officer.at('alarm-strip');
    await alarm.getByText('已超时限').waitFor();
    expect(await officer.today).toBe(1);
    const again = await api();
    const after = await again.get<CaseView>(`/cases/${unsigned}`);
    const rung = clockOf(after, 'sign_in');
    expect(rung).toMatchObject({ status: 'open', dueAt: new Date(due).toISOString() });
    const percents = alarms(after, 'sign_in').map(({ data }) => data['percent']);
    expect(percents).toContain(100);
    for (const { at } of alarms(after, 'sign_in')) expect(Date.parse(at)).toBeLessThan(ready + 5_000);

    // What stood before stands now, to the second.
    const kept = await again.get<CaseView>(`/cases/${watched}`);
    const clocks = ({ rungs }: CaseView) =>
      rungs.map(({ id, status, startAt, dueAt }) => [id, status, startAt, dueAt]);
    expect(kept.state).toBe('watched');
    expect(clocks(kept)).toEqual(clocks(before.watched));
    expect(kept.attempts).toEqual(before.watched.attempts);

    await officer.takeNext();
    expect(await officer.caseOf(waiting.phone)).toBe(unsigned);
    await officer.rung('sign_in', 'done');
  });
});
