import type { Browser } from 'playwright-core';
import { createRng } from '#synthetic';
import { openBrowser } from './browser.js';
import { startDesk, type DeskProcess } from './desk.js';
import { Outside } from './outside.js';
import { PHONE, Seat } from './seat.js';

/** A visit from both ends: the officer at the door has a phone in the hand, the desk watches. */
describe('a visit worked on a phone', () => {
  let browser: Browser;
  let desk: DeskProcess;
  let outside: Outside;
  let officer: Seat;
  let field: Seat;

  beforeAll(async () => {
    [browser, desk] = await Promise.all([openBrowser(), startDesk({ env: { HOLDLINE_DEMO: 'accounts' } })]);
    outside = new Outside(desk, createRng('field'));
    officer = await Seat.take(browser, desk, 'duty1');
    field = await Seat.take(browser, desk, 'field1', { size: PHONE });
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.remove();
  });

  const told = (kind: string) => officer.page.locator('.tl-what').filter({ hasText: kind }).first().waitFor();
  const fits = async () => {
    expect(await field.page.evaluate<number>('document.documentElement.scrollWidth')).toBe(PHONE.width);
  };

  it('is seen by the desk as it is accepted, reached and reported, with nothing to scroll sideways', async () => {
    const person = outside.person();
    await outside.paying(person);
    await officer.row(person.phone).waitFor();
    await officer.takeNext();
    await officer.record('busy');
    await officer.rung('visit', 'running');

    await field.at('visit-card').waitFor();
    await fits();
    await field.at('visit-card').click();
    await field.at('visit-accept').click();
    await field.page.locator('.visit-address', { hasText: person.address }).waitFor();
    await fits();
    await told('外勤接单');

    await field.at('visit-arrive').click();
    await told('外勤到达');

    // Nobody opened: the case is not ended by it, and the desk sees what came of the visit.
    await field.at('outcome-not_found').click();
    await fits();
    await field.record('not_found');
    await field.page.locator('[data-testid=visit-state][data-state=reported]').waitFor();
    await told('外勤反馈');
    await officer.page.locator('[data-testid=case-state][data-state=open]').waitFor();
    expect([...field.problems, ...officer.problems]).toEqual([]);
  });
});
