import { ROLES } from '#contracts';
import { administeredBy, oneTimePassword } from './administration.js';
import { PASSWORD_LENGTH } from './passwords.js';
import { may } from './permission-table.js';

describe('who administers whose account', () => {
  it('is nobody of their own kind', () => {
    expect(ROLES.filter((role) => administeredBy(role).includes(role))).toEqual([]);
  });

  it('covers every role that has accounts, by one kind of administrator each', () => {
    const administrators = ROLES.map((role) => ROLES.filter((by) => administeredBy(by).includes(role)));
    expect(Object.fromEntries(ROLES.map((role, i) => [role, administrators[i]]))).toMatchObject({
      duty_officer: ['security_admin'],
      auditor: ['security_admin'],
      system_admin: ['security_admin'],
      security_admin: ['system_admin'],
      source: [],
    });
    expect(administrators.map(({ length }) => length)).toEqual(ROLES.map((r) => (r === 'source' ? 0 : 1)));
  });

  it('agrees with the permission table', () => {
    for (const role of ROLES) {
      for (const action of [
        'accounts.read',
        'accounts.create',
        'accounts.disable',
        'accounts.password',
      ] as const) {
        expect([role, may(role, action)]).toEqual([role, administeredBy(role).length > 0]);
      }
    }
  });
});

describe('a one-time password', () => {
  it('is of four groups without letters that look alike, and never the same', () => {
    const made = Array.from({ length: 500 }, oneTimePassword);
    for (const one of made) expect(one).toMatch(/^[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){3}$/);
    expect(new Set(made).size).toBe(500);
    expect(made[0]!.length).toBeGreaterThanOrEqual(PASSWORD_LENGTH.min);
  });
});
