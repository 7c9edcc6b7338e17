import type { Browser, WebSocketRoute } from 'playwright-core';
import type { EventsPage } from '#contracts';
import { createRng } from '#synthetic';
import { Caller } from '../e2e/caller.js';
import { openBrowser } from './browser.js';
import { startDesk, type DeskProcess } from './desk.js';
import { Outside } from './outside.js';
import { Seat } from './seat.js';

/** Two officers at one desk: what one does the other sees, through cut lines and under a resting pointer. */
describe('two officers at one desk', () => {
  let browser: Browser;
  let desk: DeskProcess;
  let outside: Outside;
  let one: Seat;
  let two: Seat;

  beforeAll(async () => {
    [browser, desk] = await Promise.all([openBrowser(), startDesk({ env: { HOLDLINE_DEMO: 'accounts' } })]);
    outside = new Outside(desk, createRng('live'));
    [one, two] = await Promise.all([Seat.take(browser, desk, 'duty1'), Seat.take(browser, desk, 'duty2')]);
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.remove();
  });

  const live = (seat: Seat) => seat.page.locator('[data-testid=connection-state][data-state=live]').waitFor();
  /** Until the feed has numbered it: before that there is nothing to catch up on. */
  const fed = async (caseId: string, kind: string): Promise<void> => {
    const { username, password } = desk.demo.users.find((user) => user.username === 'duty1')!;
    const reader = await Caller.signIn(desk.url, username, password);
    let page: EventsPage;
    do page = await reader.get<EventsPage>('/events?after=0');
    while (!page.events.some((event) => event.caseId === caseId && event.kind === kind));
  };
  const notLive = (seat: Seat) =>
    seat.page.locator('[data-testid=connection-state]:not([data-state=live])').waitFor();

  it('see each other take a case and record, and no draft is lost by it', async () => {
    const person = outside.person();
    await outside.paying(person);
    await two.row(person.phone).click();
    await two.caseOf(person.phone);
    await two.at('attempt-note').fill('她说女儿在路上');

    await one.row(person.phone).waitFor();
    await one.takeNext();
    await two.row(person.phone).locator('.q-holder', { hasText: '林晓岚' }).waitFor();
    await two.at('case-panel').getByText('林晓岚 正在处置').waitFor();

    await one.record('busy');
    await two.rung('sms', 'running', 'done');
    await two.rung('visit', 'running');
    expect(await two.at('attempt-note').inputValue()).toBe('她说女儿在路上');
    expect(two.asked.filter((asked) => asked.startsWith('GET /session'))).toHaveLength(1);
  });

  it('catch up by sequence when a cut line is whole again', async () => {
    const person = outside.person();
    await two.press('Escape');
    await live(two);
    // The socket that is up cannot be cut from outside; the page is opened anew on one that can.
    let line: { page: WebSocketRoute; server: WebSocketRoute } | null = null;
    await two.page.routeWebSocket(/socket\.io/, (page) => {
      line = { page, server: page.connectToServer() };
    });
    await two.page.reload();
    await live(two);
    // With the list, even an empty one, comes the place in the feed from which is caught up.
    await two.page.locator('.queue-scroll, .queue-body .empty:not([role=alert])').waitFor();

    await two.context.setOffline(true);
    await line!.server.close();
    await line!.page.close();
    await notLive(two);
    await two.page.locator('.banner').waitFor();

    await outside.paying(person);
    await one.row(person.phone).waitFor();
    const id = await one.takeNext();
    expect(await one.caseOf(person.phone)).toBe(id);
    await fed(id, 'claimed');
    expect(await two.row(person.phone).count()).toBe(0);

    const replayed = two.page.waitForResponse((response) => response.url().includes('/api/v1/events?after='));
    await two.context.setOffline(false);
    const page = (await (await replayed).json()) as EventsPage;
    const mine = page.events.filter(({ caseId }) => caseId === id);
    expect(mine.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['case_opened', 'claimed']));
    const order = page.events.map(({ seq }) => seq);
    expect(order).toEqual([...new Set(order)].sort((a, b) => a - b));
    await live(two);
    await two.page.locator('.banner').waitFor({ state: 'detached' });
    await two.row(person.phone).locator('.q-holder', { hasText: '林晓岚' }).waitFor();
    await one.press('Escape');
    await two.row(person.phone).locator('.q-step').waitFor();
  });

  it('hold the list still while the pointer is in it, and say how many are new', async () => {
    const there = [outside.person(), outside.person()];
    for (const person of there) await outside.endangered(person);
    for (const person of there) await one.row(person.phone).waitFor();
    await one.page.locator('[data-testid=queue-row]').first().hover();
    const before = await one.rows();
    const newcomers = [outside.person(), outside.person()];
    for (const person of newcomers) await outside.paying(person);
    await one.page.getByText('2 条新到').waitFor();
    expect(await one.rows()).toEqual(before);

    await one.at('queue-fresh').click();
    for (const person of newcomers) await one.row(person.phone).waitFor();
    await outside.endangered(outside.person());
    await one.page.getByText('1 条新到').waitFor();
    await one.pointAway();
    await one.at('queue-fresh').waitFor({ state: 'detached' });
    expect((await one.rows()).length).toBe(before.length + 3);
    expect([...one.problems, ...two.problems]).toEqual([]);
  });
});
