import { Injectable } from '@nestjs/common';
import type { AccountInput, AccountList, AccountView, HandedOut } from '#contracts';
import { Database, DeskError } from '#platform';
import { Accounts } from './accounts.js';
import { administeredBy, ONE_TIME_HOURS, oneTimePassword } from './administration.js';
import type { SignedIn } from './signed-in.js';

/** What administrators do with accounts of others; each of it is on the record by `Accounts`. */
@Injectable()
export class AdministerAccounts {
  constructor(
    private readonly db: Database,
    private readonly accounts: Accounts,
  ) {}

  async list(me: SignedIn): Promise<AccountList> {
    return { items: await this.accounts.list(), roles: [...administeredBy(me.role)] };
  }

  /** @throws DeskError forbidden (not a role of mine to give), conflict (username), invalid */
  async create(input: AccountInput, me: SignedIn): Promise<HandedOut> {
    if (!administeredBy(me.role).includes(input.role)) throw notYours('role');
    const password = oneTimePassword();
    const goodUntil = await this.goodUntil();
    const account = await this.accounts.create({ ...input, password, oneTimeUntil: goodUntil }, me.id);
    return { account, oneTimePassword: password, goodUntil };
  }

  /**
   * A new one-time password in place of the old password; an account that was shut is open again.
   * @throws DeskError not_found, forbidden
   */
  async newPassword(id: string, me: SignedIn): Promise<HandedOut> {
    await this.mine(id, me);
    const password = oneTimePassword();
    const goodUntil = await this.goodUntil();
    await this.accounts.setPassword(id, password, me.id, goodUntil);
    return { account: (await this.accounts.find(id))!, oneTimePassword: password, goodUntil };
  }

  /** Shuts it at once, whoever works under it. @throws DeskError not_found, forbidden */
  async disable(id: string, me: SignedIn): Promise<AccountView> {
    await this.mine(id, me);
    await this.accounts.disable(id, me.id);
    return (await this.accounts.find(id))!;
  }

  private async mine(id: string, me: SignedIn): Promise<void> {
    const account = await this.accounts.find(id);
    if (!account) throw new DeskError('not_found', 'no such account');
    if (!administeredBy(me.role).includes(account.role)) throw notYours('id');
  }

  private async goodUntil(): Promise<string> {
    return new Date((await this.db.now()) + ONE_TIME_HOURS * 3_600_000).toISOString();
  }
}

function notYours(field: string): DeskError {
  return new DeskError('forbidden', 'accounts of this role are another administrator’s', [
    {
      field,
      code: 'not_yours',
      message: 'Accounts of this role are looked after by another administrator.',
      messageZh: '该角色的账户由另一类管理员管理。',
    },
  ]);
}
