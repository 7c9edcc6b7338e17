import type { Browser, Page } from 'playwright-core';
import { openBrowser } from './browser.js';
import { startDesk, type DeskProcess } from './desk.js';

/** From the printed link of an empty desk to an officer in front of the queue, on a phone's width all the way. */
describe('the first day of a desk without a demo', () => {
  let browser: Browser;
  let desk: DeskProcess;
  let page: Page;
  const asked: string[] = [];

  beforeAll(async () => {
    [browser, desk] = await Promise.all([openBrowser(), startDesk({ env: { HOLDLINE_DEMO: 'off' } })]);
    page = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' });
    page.on('request', (request) => asked.push(request.url()));
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.remove();
  });

  const at = (testId: string) => page.getByTestId(testId);
  const text = (words: string) => page.getByText(words).first();
  /** Nothing is wider than the phone. */
  const fits = async () =>
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);

  async function newPassword(password: string, again = password): Promise<void> {
    await at('new-password').fill(password);
    await at('new-password-again').fill(again);
  }

  async function signIn(username: string, password: string): Promise<void> {
    await at('sign-in-username').fill(username);
    await at('sign-in-password').fill(password);
    await at('sign-in-submit').click();
  }

  async function signOut(): Promise<void> {
    await at('account-menu').click();
    await page.getByRole('menuitem', { name: '退出登录' }).click();
    await at('sign-in-username').waitFor();
  }

  /** Makes an account in the open page of accounts; its one-time password. */
  async function makeAccount(username: string, name: string, role: string): Promise<string> {
    await at('account-add').click();
    await at('account-role').click();
    await page.locator('.ant-select-item-option').filter({ hasText: role }).click();
    await at('account-name').fill(name);
    await at('account-person-no').fill(`P-${username.replace('.', '-')}`);
    await at('account-username').fill(username);
    await fits();
    await at('account-create').click();
    const password = await at('one-time-password').innerText();
    await at('handed-out-done').click();
    await at(`account-${username}`).getByText('待本人设置密码').waitFor();
    return password;
  }

  it('leads from the link to a duty officer’s queue, and the link’s token is sent in no address', async () => {
    const link = /once: (\S+)/.exec(desk.printed())![1]!;
    const token = link.split('#')[1]!;
    await page.goto(link);

    await at('setup-name').fill('陈系统');
    await at('setup-username').fill('陈');
    await newPassword('a password of mine', 'another one');
    await at('setup-submit').click();
    await text('两次输入的不一致').waitFor();
    await newPassword('a password of mine');
    await at('setup-submit').click();
    await text('须为 2 至 64 位小写字母').waitFor();
    await fits();
    await at('language-switch').click();
    await at('theme-switch').click();
    await text('must be 2 to 64 of a-z').waitFor();
    await fits();
    await at('language-switch').click();
    await at('setup-username').fill('chen.system');
    await at('setup-submit').click();

    await text('还没有安全管理员').waitFor();
    expect(page.url()).toBe(`${desk.url}/accounts`);
    await fits();
    const keys = await makeAccount('keys', '石安全', '安全管理员');
    await text('还没有安全管理员').waitFor({ state: 'detached' });
    await signOut();

    await signIn('keys', keys);
    await text('由管理员发放').waitFor();
    await fits();
    await at('present-password').fill(keys);
    await newPassword('short');
    await at('password-submit').click();
    await text('长度须为 12 至 128').waitFor();
    await newPassword('a password of keys');
    await at('password-submit').click();
    await at('account-chen.system').waitFor();
    const duty = await makeAccount('duty', '值班员甲', '值班员');
    await signOut();

    await signIn('duty', duty);
    await at('present-password').fill(duty);
    await newPassword('a password of duty');
    await at('password-submit').click();
    await page.locator('.queue').waitFor();
    expect(page.url()).toBe(`${desk.url}/`);
    expect(asked.filter((url) => url.includes(token))).toEqual([]);

    await signOut();
    await page.goto(link);
    await at('setup-name').fill('外人');
    await at('setup-username').fill('stranger');
    await newPassword('a stranger’s password');
    await at('setup-submit').click();
    await text('链接无效、已使用或已超过 24 小时').waitFor();
  });
});
