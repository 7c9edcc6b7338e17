import type { Browser } from 'playwright-core';
import { createRng } from '#synthetic';
import { openBrowser } from './browser.js';
import { startDesk, type DeskProcess } from './desk.js';
import { Outside } from './outside.js';
import { Seat, type Look } from './seat.js';

/** Every text on the page, and what screen readers and tooltips say; the language switch names the other language. */
const TEXTS = `(() => {
  const found = [];
  const mine = (at) => at && !at.closest('script, style, noscript, [data-testid=language-switch]');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, nodeValue } = walker.currentNode;
    if (mine(parentElement) && nodeValue.trim()) found.push(nodeValue.trim());
  }
  for (const name of ['title', 'aria-label', 'placeholder'])
    for (const at of document.querySelectorAll('[' + name + ']')) if (mine(at)) found.push(at.getAttribute(name));
  return found;
})()`;
/** Contrast of an element's text on its own background, as WCAG counts it. */
const CONTRAST = `(at) => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[0-9.]+/g).map((n) => {
      const part = n / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const { color, backgroundColor } = getComputedStyle(at);
  const [dark, bright] = [light(color), light(backgroundColor)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}`;
const HAN = /\p{Script=Han}/u;
/** A word that was not found is shown by its key, `queue.title`. A figure's query is called `daily.…` on purpose. */
const KEY = /^(?!daily\.)[a-z][A-Za-z]*(\.[A-Za-z_]+)+$/;

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

describe('the console', () => {
  let browser: Browser;
  let desk: DeskProcess;
  let outside: Outside;

  beforeAll(async () => {
    [browser, desk] = await Promise.all([openBrowser(), startDesk({ env: { HOLDLINE_DEMO: 'accounts' } })]);
    outside = new Outside(desk, createRng('languages'));
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.remove();
  });

  const looks: [NonNullable<Look['language']>, NonNullable<Look['theme']>][] = [
    ['en', 'light'],
    ['zh-CN', 'dark'],
    ['en', 'dark'],
    ['zh-CN', 'light'],
  ];
  it.each(looks)('has all its words in %s, and they can be read when it is %s', async (language, theme) => {
    // What the desk sent is data, and in the language of whoever wrote it.
    const data = new Set<string>();
    const reading: Promise<void>[] = [];
    const seat = await Seat.take(browser, desk, 'supervisor1', { language, theme });
    const { page } = seat;
    page.on('response', (response) => {
      if (response.headers()['content-type']?.includes('json'))
        reading.push(
          response.json().then(
            (body) => strings(body).forEach((text) => data.add(text)),
            // Lost to the reload, which asks for the same again.
            () => undefined,
          ),
        );
    });
    const wrong: string[] = [];
    const look = async (where: string) => {
      const texts = await page.evaluate<string[]>(TEXTS);
      // The page may have drawn an answer before it was read here.
      await Promise.all(reading);
      const known = [...data].filter((text) => HAN.test(text)).sort((a, b) => b.length - a.length);
      for (const text of texts) {
        const own = known.reduce((rest, word) => rest.replaceAll(word, ''), text);
        if (KEY.test(text) || (language === 'en' && HAN.test(own))) wrong.push(`${where}: ${text}`);
      }
      expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    };
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    expect(await page.locator('html').getAttribute('data-theme')).toBe(theme);
    await page.reload();

    const person = outside.person();
    await outside.paying(person);
    await seat.row(person.phone).waitFor();
    await look('desk');
    // Not the next one: that may be the case of the look before, whose lease has lapsed.
    await seat.row(person.phone).click();
    await seat.caseOf(person.phone);
    await seat.at('claim').click();
    await seat.at('case-mine').waitFor();
    await seat.record('busy');
    await seat.rung('visit', 'running');
    await seat.at('outcome-persuaded_phone').click();
    const contrast = `(${CONTRAST})(document.querySelector('[data-testid=outcome-persuaded_phone]'))`;
    expect(await page.evaluate<number>(contrast)).toBeGreaterThan(4.5);
    await seat.at('counter-propose').click();
    await seat.at('counter-necessity').waitFor();
    await look('case');
    await seat.press('Escape');
    await page.locator('.ant-drawer-mask').waitFor({ state: 'hidden' });
    for (const path of ['approvals', 'quarantine', 'reports']) {
      await page.locator(`.bar-nav a[href="/${path}"]`).click();
      await page.locator('.sheet h1').waitFor();
      await look(path);
    }
    expect(wrong).toEqual([]);
    expect(seat.problems).toEqual([]);
    await seat.leave();
  });

  it('leaves keys to an input method that is composing', async () => {
    const seat = await Seat.take(browser, desk, 'duty1');
    const press = (isComposing: boolean) =>
      seat.page.evaluate(
        `document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '?', bubbles: true, isComposing: ${isComposing} }))`,
      );
    await press(true);
    expect(await seat.page.locator('.keys').count()).toBe(0);
    await press(false);
    await seat.page.locator('.keys').waitFor();
    expect(seat.problems).toEqual([]);
  });
});
