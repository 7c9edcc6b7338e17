import type { Browser, BrowserContext, Locator, Page, Request } from 'playwright-core';
import type { CaseView } from '#contracts';
import type { DeskProcess } from './desk.js';

export interface Look {
  language?: 'zh-CN' | 'en';
  theme?: 'light' | 'dark';
  size?: { width: number; height: number };
}
export const PHONE = { width: 390, height: 844 };
const SCREEN = { width: 1440, height: 900 };

/** Somebody at a browser of their own, signed in to the desk: what they see and do, in the words of the desk. */
export class Seat {
  /** Errors on the browser's console, failures of the page's code, and requests to any host but the desk. */
  readonly problems: string[] = [];
  /** Paths (with query) that the page asked the api for, with their methods. */
  readonly asked: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly desk: DeskProcess,
  ) {
    page.on('pageerror', (error) => this.problems.push(error.message));
    page.on('console', (line) => {
      // Whether somebody is signed in is asked with a request; that nobody is, the browser calls an error.
      const nobody = line.location().url.endsWith('/api/v1/session') && line.text().includes('401');
      // Nor is it the page's fault that a story pulls the plug.
      const unplugged = line.text().includes('ERR_INTERNET_DISCONNECTED');
      if (line.type() === 'error' && !nobody && !unplugged) this.problems.push(line.text());
    });
    page.on('request', (request) => this.noteRequest(request));
  }

  /** Opens a browser window of this look at the desk and signs in. */
  static async take(browser: Browser, desk: DeskProcess, username: string, look: Look = {}): Promise<Seat> {
    const context = await browser.newContext({
      viewport: look.size ?? SCREEN,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(20_000);
    const chosen = { language: look.language ?? 'zh-CN', theme: look.theme ?? 'light', dial: 'off' };
    const set = Object.entries(chosen).map(
      ([key, value]) => `localStorage.setItem('holdline.${key}','${value}')`,
    );
    // Only in the tab's first document: what is switched later stays.
    await context.addInitScript(`if (localStorage.length === 0) { ${set.join(';')} }`);
    const seat = new Seat(context, await context.newPage(), desk);
    await seat.page.goto(desk.url);
    await seat.signIn(username);
    return seat;
  }

  async signIn(username: string): Promise<void> {
    const account = this.desk.demo.users.find((user) => user.username === username);
    if (!account) throw new Error(`no demo account ${username}`);
    await this.at('sign-in-username').fill(account.username);
    await this.at('sign-in-password').fill(account.password);
    await this.at('sign-in-submit').click();
    await this.page.locator('.shell').waitFor();
  }

  leave(): Promise<void> {
    return this.context.close();
  }

  at(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  press(key: string): Promise<void> {
    return this.page.keyboard.press(key);
  }

  /** Moves the pointer where it holds nothing still. */
  async pointAway(): Promise<void> {
    await this.page.locator('header.bar').hover({ position: { x: 400, y: 20 } });
  }

  get today(): Promise<number> {
    return this.at('today-count').textContent().then(Number);
  }

  /** The row of somebody in the queue, by the digits that the mask leaves. */
  row(phone: string): Locator {
    return this.at('queue-row').filter({ hasText: masked(phone) });
  }

  /** Who is in the queue, in the order shown. */
  rows(): Promise<string[]> {
    return this.page.locator('[data-testid=queue-row] .q-phone').allTextContents();
  }

  /** The case on screen: its id, once it is that of this person. */
  async caseOf(phone: string): Promise<string> {
    const panel = this.at('case-panel').filter({ hasText: masked(phone) });
    await panel.waitFor();
    return (await panel.getAttribute('data-case'))!;
  }

  /** Presses N and waits for the case that is dealt; the one held before is on screen until then. @returns its id */
  async takeNext(): Promise<string> {
    const [answer] = await Promise.all([
      this.page.waitForResponse((response) => response.url().endsWith('/api/v1/queue/next')),
      this.press('n'),
    ]);
    if (answer.status() !== 200) throw new Error(`nothing dealt: ${answer.status()}`);
    const { id } = (await answer.json()) as CaseView;
    await this.page.locator(`[data-testid=case-panel][data-case="${id}"] [data-testid=case-mine]`).waitFor();
    return id;
  }

  /** Waits until the ladder shows the rung in one of these states. */
  async rung(id: string, ...states: string[]): Promise<void> {
    const any = states.map((state) => `[data-testid="rung-${id}"][data-status="${state}"]`).join(',');
    await this.page.locator(any).waitFor();
  }

  /** Records what came of a contact. */
  async record(outcome: string): Promise<void> {
    await this.at(`outcome-${outcome}`).click();
    const [answer] = await Promise.all([
      this.page.waitForResponse((response) => /\/(attempts|report)$/.test(response.url())),
      this.at('attempt-submit').click(),
    ]);
    if (!answer.ok()) throw new Error(`${answer.status()}: ${await answer.text()}`);
  }

  /** Puts a relative on file, who may be asked because there is no time to. */
  async addRelative({ name, phone }: { name: string; phone: string }): Promise<void> {
    await this.at('relative-add').click();
    await this.page.locator('#rel-name').fill(name);
    await this.page.locator('#rel-phone').fill(phone);
    await this.page.locator('#rel-absence').fill('情况紧急，本人正与涉诈号码通话');
    await this.page.locator('.relative-form [type=submit]').click();
    await this.page.locator('.relative-form').waitFor({ state: 'detached' });
  }

  /** Ticks everything that "persuaded" wants; the follow-up is proposed by the form. */
  async fillGate(facts: string[]): Promise<void> {
    for (const tick of [
      ...facts.map((fact) => `gate-fact-${fact}`),
      'gate-contact-cut',
      'gate-payments-checked',
    ])
      await this.at(tick).check();
  }

  private noteRequest(request: Request): void {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== this.desk.url) this.problems.push(request.url());
    if (url.pathname.startsWith('/api/v1'))
      this.asked.push(`${request.method()} ${url.pathname.slice('/api/v1'.length)}${url.search}`);
  }
}

/** `+8613812345678` as everybody sees it: 138****5678. */
export const masked = (phone: string): string => `${phone.slice(3, 6)}****${phone.slice(-4)}`;
