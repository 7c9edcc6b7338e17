import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { Accounts, type NewAccount } from '#identity';
import { STATIONS } from '#synthetic';
import type { Kept, Seeded } from './kept.js';

type DemoAccount = Omit<NewAccount, 'password'>;

/** One of each role and two officers, so that claims and four eyes can be tried. The people are made up. */
const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  { username: 'duty1', name: '林晓岚', role: 'duty_officer' },
  { username: 'duty2', name: '周启航', role: 'duty_officer' },
  { username: 'supervisor1', name: '沈立平', role: 'supervisor', sworn: true, rank: '一级警督' },
  { username: 'approver1', name: '韩正清', role: 'approver', sworn: true, rank: '三级警监' },
  { username: 'field1', name: '罗海峰', role: 'field_officer', station: STATIONS[0] },
  { username: 'grid1', name: '何巧云', role: 'grid_worker', station: STATIONS[0] },
  { username: 'appeals1', name: '宋知远', role: 'appeals_officer' },
  { username: 'auditor1', name: '邵明月', role: 'auditor' },
  { username: 'sysadmin1', name: '陶然', role: 'system_admin' },
  { username: 'secadmin1', name: '石静', role: 'security_admin' },
];

const newPassword = (): string => randomBytes(15).toString('base64url');

/**
 * Makes the demo's accounts. The passwords are those of `demo.json`; where it has none, or one that does not open the
 * account, a new one is set.
 * @throws Error when a name is taken by an account that is not the demo's
 */
export async function seedAccounts(app: INestApplicationContext, kept: Kept): Promise<Seeded['users']> {
  const accounts = app.get(Accounts);
  const there = new Map((await accounts.list()).map((account) => [account.username, account]));
  const users: Seeded['users'] = [];
  for (const one of DEMO_ACCOUNTS) {
    const { username, role } = one;
    const held = there.get(username);
    if (held && !held.demo) {
      throw new Error(
        `there is an account "${username}" that is not the demo's: a demo must not run on a real desk`,
      );
    }
    let password = kept.users.find((user) => user.username === username)?.password ?? newPassword();
    if (!held) await accounts.create({ ...one, personNo: `DEMO-${username}`, password, demo: true });
    else if (held.disabledAt !== null) continue;
    else if (!(await accounts.opensWith(held.id, password))) {
      password = newPassword();
      await accounts.setPassword(held.id, password, null);
    }
    users.push({ role, username, password });
  }
  return users;
}
