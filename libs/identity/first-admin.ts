import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import type { AccountView } from '#contracts';
import { Database, DeskError, sameSecret, type Tx } from '#platform';
import { Accounts } from './accounts.js';

/** How long the link of the first start is good for, in hours [chosen]. */
export const INVITATION_HOURS = 24;

export interface FirstAdminInput {
  token: string;
  username: string;
  name: string;
  password: string;
}

const tokenHash = (token: string): Buffer => createHash('sha256').update(token, 'utf8').digest();

/** The way in while nobody has an account yet: one link, good once, and never again once somebody has one. */
@Injectable()
export class FirstAdmin {
  constructor(
    private readonly db: Database,
    private readonly accounts: Accounts,
    private readonly audit: Audit,
  ) {}

  /**
   * Makes a new invitation, in place of one that was not used.
   * @returns its token, 32 random bytes in base64url; null when somebody has an account
   */
  async invite(): Promise<string | null> {
    const token = randomBytes(32).toString('base64url');
    const [made] = await this.db.query(
      `INSERT INTO first_admin_invitation (token_hash, expires_at)
       SELECT $1, holdline_now() + make_interval(hours => $2) WHERE NOT EXISTS (SELECT FROM account)
       ON CONFLICT (only_row) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at
       RETURNING 1`,
      [tokenHash(token), INVITATION_HOURS],
    );
    return made ? token : null;
  }

  /**
   * Makes the first administrator and uses up the invitation; a field that is wrong leaves it good.
   * @throws DeskError unauthenticated (wrong, used or old token, the same for each), invalid
   */
  async accept({ token, ...account }: FirstAdminInput): Promise<AccountView> {
    // Before the password is hashed, so that nobody without the link can make us work.
    await this.check(await this.open(this.db), token);
    const ready = await this.accounts.prepare({ ...account, role: 'system_admin' });
    return this.db.transaction(async (tx) => {
      // Taken under its lock: of two who use the link at once, one comes too late.
      await this.check(await this.open(tx, 'FOR UPDATE'), token);
      await tx.query(`DELETE FROM first_admin_invitation`);
      return this.accounts.insert(tx, ready, null);
    });
  }

  /** Digest of the token that is good now; null when there is none. */
  private async open(db: Pick<Tx, 'query'>, lock: '' | 'FOR UPDATE' = ''): Promise<Buffer | null> {
    const [row] = await db.query<{ hash: Buffer }>(
      `SELECT token_hash AS hash FROM first_admin_invitation
        WHERE expires_at > holdline_now() AND NOT EXISTS (SELECT FROM account) ${lock}`,
    );
    return row?.hash ?? null;
  }

  private async check(hash: Buffer | null, token: string): Promise<void> {
    if (hash && sameSecret(hash, tokenHash(token))) return;
    // While there is something to guess, a guess is on the record. There is no lock after some of them: 256 random
    // bits are not guessed, and a lock would let a stranger keep the administrator out.
    if (hash) await this.db.transaction((tx) => this.refused(tx));
    throw new DeskError('unauthenticated', 'the link is wrong, used or older than 24 hours', [
      {
        field: 'token',
        code: 'wrong_token',
        message: 'The link is wrong, used or older than 24 hours. Start the desk anew for another one.',
        messageZh: '链接无效、已使用或已超过 24 小时；重启系统可获得新链接。',
      },
    ]);
  }

  private refused(tx: Tx): Promise<void> {
    return this.audit.record(tx, {
      actor: null,
      actorKind: 'system',
      action: 'setup.refused',
      entity: 'account',
      entityId: null,
    });
  }
}
