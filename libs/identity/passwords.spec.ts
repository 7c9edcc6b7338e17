import { checkPassword, hashPassword, PASSWORD_LENGTH, prepareDecoy } from './passwords.js';

const PASSWORD = 'correct horse 1';

/** What some runs cost of this process's cores, in µs: how long they take depends on who else is at work. */
async function cost(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let run = 0; run < 5; run += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

describe('passwords', () => {
  it('match their own hash only, and two hashes of one password differ', async () => {
    const [hash, other] = [await hashPassword(PASSWORD), await hashPassword(PASSWORD)];
    expect(hash).not.toBe(other);
    expect(await checkPassword(hash, PASSWORD)).toBe(true);
    expect(await checkPassword(hash, `${PASSWORD} `)).toBe(false);
    expect(await checkPassword(hash, '')).toBe(false);
  });

  it('of an unknown name cost the same work', async () => {
    const hash = await hashPassword(PASSWORD);
    await prepareDecoy();
    expect(await checkPassword(null, PASSWORD)).toBe(false);
    const known = await cost(() => checkPassword(hash, 'not the password'));
    const unknown = await cost(() => checkPassword(null, 'not the password'));
    expect(unknown / known).toBeGreaterThan(0.5);
    expect(unknown / known).toBeLessThan(2);
  });

  it.each([
    ['too short', 'x'.repeat(PASSWORD_LENGTH.min - 1)],
    ['too long', 'x'.repeat(PASSWORD_LENGTH.max + 1)],
  ])('that are %s are refused', async (_, password) => {
    await expect(hashPassword(password)).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ field: 'password', code: 'length' }],
    });
  });
});
