import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { wallClock } from '#platform';
import { createRng, syntheticAlert } from '#synthetic';
import { openBrowser } from './browser.js';
import { startDesk, type DeskProcess } from './desk.js';
import { Outside } from './outside.js';
import { Seat } from './seat.js';

/** The picture of the READMEs, taken from a desk that works: `npm run screenshots`. */
describe('docs/images/console.png', () => {
  let browser: Browser;
  let desk: DeskProcess;

  beforeAll(async () => {
    [browser, desk] = await Promise.all([openBrowser(), startDesk({ env: { HOLDLINE_DEMO: 'accounts' } })]);
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.remove();
  });

  it('shows a case in hand after "busy": text, relative and visit under way beside a full queue', async () => {
    const rng = createRng('picture 3');
    const outside = new Outside(desk, rng);
    const officer = await Seat.take(browser, desk, 'duty1');
    const person = outside.person();
    await outside.paying(person);
    await officer.row(person.phone).waitFor();
    await officer.takeNext();
    await officer.addRelative(outside.person());
    // Those of medium tier are in the queue by day only.
    for (const severity of [
      'medium',
      'critical',
      'high',
      'medium',
      'high',
      'critical',
      'high',
      'high',
    ] as const) {
      const alert = syntheticAlert(rng, { now: new Date(wallClock.now()), severity });
      await outside.send(alert);
      if (severity !== 'medium') await officer.row(alert.person.phone!).waitFor();
    }
    await officer.record('busy');
    for (const rung of ['sms', 'relative', 'visit']) await officer.rung(rung, 'running', 'done');
    await officer.page.locator('[data-testid=message][data-to=person][data-state=delivered]').waitFor();
    await officer.page.locator('.ant-message-notice').waitFor({ state: 'detached' });
    await officer.page.evaluate("document.querySelector('.case-scroll').scrollTop = 0");
    await officer.page.screenshot({ path: join(import.meta.dirname, '../../docs/images/console.png') });
    expect(officer.problems).toEqual([]);
  });
});
