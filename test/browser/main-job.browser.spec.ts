import type { Browser } from 'playwright-core';
import { createRng } from '#synthetic';
import { openBrowser } from './browser.js';
import { startDesk, type DeskProcess } from './desk.js';
import { Outside } from './outside.js';
import { Seat } from './seat.js';

/** The main job: an alert comes in, one key takes it, and the ladder climbs until the person is safe. */
describe('an officer on duty', () => {
  let browser: Browser;
  let desk: DeskProcess;
  let outside: Outside;
  let officer: Seat;

  beforeAll(async () => {
    [browser, desk] = await Promise.all([openBrowser(), startDesk({ env: { HOLDLINE_DEMO: 'accounts' } })]);
    outside = new Outside(desk, createRng('main job'));
    officer = await Seat.take(browser, desk, 'duty1');
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.remove();
  });

  it('takes the next case with one key, records "busy" and "persuaded", and today counts one more', async () => {
    const [person, relative] = [outside.person(), outside.person()];
    const { page } = officer;
    await outside.paying(person);
    await officer.row(person.phone).waitFor();
    const before = await officer.today;

    await officer.takeNext();
    await officer.caseOf(person.phone);
    await officer.rung('sign_in', 'done');
    expect(await officer.at('case-panel').getAttribute('data-tier')).toBe('critical');

    // The neighbour's tip at the last call: there is a daughter.
    await officer.addRelative(relative);

    await officer.record('busy');
    await officer.rung('sms', 'running', 'done');
    await officer.rung('relative', 'running');
    await officer.rung('visit', 'running');

    // Both texts went over the wire: to the person with the code they can check, to the relative with the digits.
    const code = await officer.at('verification-code').textContent();
    for (const to of ['person', 'relative'])
      await page.locator(`[data-testid=message][data-to=${to}][data-state=delivered]`).waitFor();
    const [toPerson, toRelative] = [
      await outside.textsTo(person.phone),
      await outside.textsTo(relative.phone),
    ];
    expect(toPerson).toHaveLength(1);
    expect(toPerson[0]).toContain('96110');
    expect(toPerson[0]).toContain(code);
    expect(toRelative).toHaveLength(1);
    expect(toRelative[0]).toContain('回复1');
    expect(toPerson[0]! + toRelative[0]!).not.toMatch(/https?:/);

    // "Persuaded" is not believed without its gate.
    await officer.at('outcome-persuaded_phone').click();
    await officer.at('attempt-submit').click();
    expect(await officer.at('gate').locator('.field-error').count()).toBe(3);
    expect(await officer.today).toBe(before);

    await officer.fillGate(['birth_date', 'home_address']);
    await officer.record('persuaded_phone');
    await page.locator('[data-testid=case-state][data-state=watched]').waitFor();
    await page.locator(`[data-testid=today-count]:text-is("${before + 1}")`).waitFor();
    // Face to face is still due: the visit goes on.
    await officer.rung('visit', 'running');

    await page.reload();
    await page.locator('[data-testid=case-state][data-state=watched]').waitFor();
    expect(await officer.today).toBe(before + 1);
    expect(officer.problems).toEqual([]);
  });
});
