import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { zh } from '../../apps/console/src/i18n/zh/index.js';
import { CITY, createRng, STATIONS, type SyntheticPerson } from '#synthetic';
import { openBrowser } from './browser.js';
import { startDesk, type DeskProcess } from './desk.js';
import { Outside } from './outside.js';
import { PHONE, Seat, type Look } from './seat.js';

interface Seen {
  words: string[];
  faint: string[];
  /** How many texts had their contrast measured. */
  measured: number;
  wide: boolean;
  tall: boolean;
}

/** Names of the demo's accounts, stations and sources, and what a source wrote: data, in whatever language it came. */
const DATA = [
  ...['林晓岚', '沈立平', '罗海峰', '韩正清', '邵明月', '石静', '周启航', '何巧云', '宋知远', '陶然'],
  ...['市级预警平台（演示）', '省级预警平台（演示，轮询）', '机动处置组', CITY, ...STATIONS],
  ...['一级警督', '二级高级警长', '三级警监', ...Object.values(zh.counter.basis)],
];
const KEY = new RegExp(`\\b(${Object.keys(zh).join('|')})\\.[a-z]\\w*`, 'i');
const CHINESE = /\p{Script=Han}/u;

/** Every page in both languages and both themes: whole words, readable, nothing to scroll sideways. */
describe('the console, in Chinese by day and in English by night', () => {
  let browser: Browser;
  let desk: DeskProcess;
  let outside: Outside;
  let inspect: string;
  const seats: Seat[] = [];
  const written: string[] = [...DATA];

  beforeAll(async () => {
    inspect = await readFile(join(import.meta.dirname, 'in-page/inspect.js'), 'utf8');
    [browser, desk] = await Promise.all([openBrowser(), startDesk({ env: { HOLDLINE_DEMO: 'accounts' } })]);
    outside = new Outside(desk, createRng('languages'));
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.remove();
  });

  async function sit(username: string, look: Look): Promise<Seat> {
    const seat = await Seat.take(browser, desk, username, look);
    seats.push(seat);
    return seat;
  }

  it('is measured by something that finds what is wrong', async () => {
    const page = await browser.newPage();
    await page.setContent(
      '<p style="color:#888">grey</p><p style="color:#666">dark</p><p style="width:9000px">劝阻</p>',
    );
    const seen = await page.evaluate<Seen>(inspect);
    expect(seen).toMatchObject({ words: ['grey', 'dark', '劝阻'], measured: 3, wide: true });
    expect(seen.faint).toEqual([expect.stringMatching(/^grey \(3\.5/)]);
    await page.close();
  });

  const LOOKS: [string, Look][] = [
    ['Chinese, light', { language: 'zh-CN', theme: 'light' }],
    ['English, dark', { language: 'en', theme: 'dark' }],
  ];
  it.each(LOOKS)('says everything in words and legibly: %s', async (_name, look) => {
    const wrong: string[] = [];
    const know = ({ name, address }: SyntheticPerson) => written.push(address, name, `${name[0]!}**`);
    const longest = () => written.toSorted((a, b) => b.length - a.length);
    async function check(place: string, { page }: Seat): Promise<void> {
      const seen = await page.evaluate<Seen>(inspect);
      if (seen.measured === 0) wrong.push(`${place}: nothing to read`);
      if (seen.wide) wrong.push(`${place}: wider than the window`);
      // Its parts scroll, each for itself; scrolled as a whole the page would lose its bar.
      if (seen.tall) wrong.push(`${place}: taller than the window`);
      wrong.push(...seen.faint.map((text) => `${place}: faint: ${text}`));
      for (const text of seen.words) {
        const own = longest().reduce((left, data) => left.replaceAll(data, ''), text);
        if (KEY.test(own)) wrong.push(`${place}: key: ${own}`);
        if (look.language === 'en' && CHINESE.test(own)) wrong.push(`${place}: Chinese: ${own}`);
      }
    }

    const supervisor = await sit('supervisor1', look);
    const { page } = supervisor;
    const [person, relative] = [outside.person(), outside.person()];
    [person, relative].forEach(know);
    await check('empty desk', supervisor);
    const alert = await outside.paying(person);
    written.push(alert.description!);
    await outside.unusable();
    await supervisor.row(person.phone).waitFor();
    await supervisor.takeNext();
    await supervisor.addRelative(relative);
    await supervisor.press('c');
    await supervisor.at('call-bar').waitFor();
    await check('a call', supervisor);
    await supervisor.record('busy');
    await page.locator('[data-testid=message][data-to=relative][data-state=delivered]').waitFor();
    // "Refused" rings for the supervisor at once.
    await supervisor.record('refused');
    await page.locator('.alarms-toggle').click();
    await check('alarms', supervisor);
    await page.locator('.alarms-toggle').click();
    await supervisor.at('outcome-persuaded_phone').click();
    // Under the pointer, as it was pressed.
    await check('the gate', supervisor);
    await supervisor.pointAway();
    for (const step of await page.getByRole('tab').all()) {
      await step.click();
      await check('the call script', supervisor);
    }
    await page.locator('.case-scroll').evaluate('(box) => box.scrollTo(0, box.scrollHeight)');
    await check('the end of the case', supervisor);
    await page.locator('.told .reveal-eye').first().click();
    await page.locator('.reveal-reasons button').first().click();
    await page.locator('.told .reveal-value').waitFor();
    await check('a description revealed', supervisor);
    const screen = page.viewportSize()!;
    await page.setViewportSize(PHONE);
    await check('the case on a phone', supervisor);
    await page.setViewportSize(screen);

    await supervisor.at('counter-propose').click();
    await supervisor.at('counter-submit').click({ trial: true });
    await check('a proposal', supervisor);
    await page.locator('#cm-ref').fill('6222020000000000001');
    await supervisor.at('counter-necessity').fill('necessity');
    await supervisor.at('counter-scope').fill('scope');
    await supervisor.at('counter-submit').click();
    await page.locator('[data-testid=measure-state][data-state=awaiting_approval]').waitFor();
    await supervisor.at('counter-form').waitFor({ state: 'detached' });
    for (const [key, opened] of [
      ['a', 'manual-form'],
      ['i', 'find-text'],
      ['?', 'keys'],
    ] as const) {
      await supervisor.press(key);
      await supervisor.at(opened).waitFor();
      await check(opened, supervisor);
      await supervisor.press('Escape');
      await supervisor.at(opened).waitFor({ state: 'hidden' });
    }
    for (const [path, ready] of [
      ['approvals', '.approval'],
      ['quarantine', '.quarantine'],
      ['reports', '.sheet table'],
    ]) {
      await page.goto(`${desk.url}/${path}`);
      await page.locator(ready!).first().waitFor();
      await check(path!, supervisor);
      if (path === 'quarantine') {
        await supervisor.at('quarantine-dismiss').first().click();
        await supervisor.at('quarantine-dismiss-submit').click({ trial: true });
        await check('the reason to dismiss', supervisor);
      }
      if (path === 'reports') {
        await page.locator('.report-value').filter({ hasText: /[1-9]/ }).first().click();
        await page.locator('.report-case').first().waitFor();
        await check('the rows of a figure', supervisor);
      }
    }

    const approver = await sit('approver1', look);
    await approver.at('counter-approve').first().waitFor();
    await check('approvals of an approver', approver);
    for (const [username, path] of [
      ['secadmin1', 'accounts'],
      ['auditor1', 'audit'],
    ] as const) {
      const seat = await sit(username, look);
      await seat.page.goto(`${desk.url}/${path}`);
      await seat.page.locator('.sheet').waitFor();
      await check(path, seat);
    }
    const field = await sit('field1', { ...look, size: PHONE });
    await field.at('visit-card').first().click();
    await field.at('visit-accept').waitFor();
    await check('a visit', field);
    await field.at('visit-accept').click();
    await field.page.locator('.visit-address').waitFor();
    await field.at('outcome-persuaded_visit').click();
    await check('a visit to report', field);
    await field.at('outcome-others').click();
    await field.record('not_found');
    await field.page.locator('.visit-done').waitFor();
    await field.page.locator('.visit-address').waitFor({ state: 'detached' });
    await check('a visit that is over', field);

    await supervisor.page.context().clearCookies();
    await page.goto(desk.url);
    await supervisor.at('sign-in-username').waitFor();
    await check('the sign-in', supervisor);
    expect([...new Set(wrong)]).toEqual([]);
  });

  it('asks nobody but the desk, and has nothing to complain of', () => {
    expect(seats.length).toBe(10);
    expect(seats.flatMap((seat) => seat.problems)).toEqual([]);
  });

  it('switches language and theme under the hand, and remembers both', async () => {
    const { page, at } = await sit('duty1', {}).then((seat) => ({ page: seat.page, at: seat.at.bind(seat) }));
    await at('language-switch').click();
    await page.locator('html[lang=en]').waitFor();
    await page.getByRole('button', { name: /Next/ }).waitFor();
    await at('theme-switch').click();
    await page.locator('html[data-theme=dark]').waitFor();
    await page.reload();
    await page.locator('html[lang=en][data-theme=dark]').waitFor();
    await page.getByRole('button', { name: /Next/ }).waitFor();
  });

  it('leaves the keys to the input method while it composes', async () => {
    const officer = await sit('duty1', {});
    // Not just any row: the desk may still show a case that cannot be dealt, of the spec before.
    const person = outside.person();
    await outside.paying(person);
    await officer.row(person.phone).waitFor();
    const input = await officer.context.newCDPSession(officer.page);
    /** A key as the browser tells it while an input method has it. */
    const composing = (modifiers = 0) =>
      input.send('Input.dispatchKeyEvent', {
        type: 'rawKeyDown',
        windowsVirtualKeyCode: 229,
        key: 'n',
        code: 'KeyN',
        modifiers,
      });
    await composing();
    // The next key is not: when its dialog is up, the first has been dealt with.
    await officer.press('?');
    await officer.at('keys').waitFor();
    await officer.press('Escape');
    await officer.at('keys').waitFor({ state: 'hidden' });
    expect(officer.asked).not.toContain('POST /queue/next');

    await officer.takeNext();
    expect(officer.asked.filter((asked) => asked === 'POST /queue/next')).toHaveLength(1);
    await officer.at('outcome-busy').click();
    await officer.at('attempt-note').focus();
    await input.send('Input.imeSetComposition', { text: 'nihao', selectionStart: 5, selectionEnd: 5 });
    await composing();
    await officer.press('Control+Enter');
    await input.send('Input.insertText', { text: '你好' });
    expect(await officer.at('attempt-note').inputValue()).toBe('你好');
    expect(officer.asked.filter((asked) => asked.includes('/attempts'))).toEqual([]);
    await Promise.all([
      officer.page.waitForResponse((answer) => answer.url().endsWith('/attempts') && answer.ok()),
      officer.press('Control+Enter'),
    ]);
    expect(officer.asked.filter((asked) => asked.includes('/attempts'))).toHaveLength(1);
  });
});
