import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import type { OwnPassword } from '#contracts';
import { Database, DeskError } from '#platform';
import { checkPassword, hashPassword } from './passwords.js';
import { lockedOut, SignInLockout } from './sign-in-lockout.js';
import type { SignedIn } from './signed-in.js';

/** A password of one's own: in place of the one-time one that an administrator handed out, or of the last one. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
    private readonly lockout: SignInLockout,
  ) {}

  /**
   * The session goes on, all others of the account end. Wrong tries count like those of signing in, so that whoever
   * finds a console open does not guess on.
   * @throws DeskError invalid (`password` is wrong; `newPassword` too short, too long or the same), locked_out
   */
  async change({ password, newPassword }: OwnPassword, me: SignedIn): Promise<void> {
    const waitS = await this.lockout.begin(me.username);
    if (waitS !== null) throw lockedOut(waitS, 'password');
    const before = await this.db.one<{ hash: string }>(
      `SELECT password_hash AS hash FROM account WHERE id = $1`,
      [me.id],
    );
    if (!(await checkPassword(before?.hash ?? null, password))) throw wrong;
    if (newPassword === password) throw same;
    const hash = await hashPassword(newPassword, 'newPassword');
    await this.db.transaction(async (tx) => {
      // Held against what was compared: an administrator may have set another one meanwhile.
      const [row] = await tx.query(
        `UPDATE account SET password_hash = $3, one_time_until = NULL
          WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL RETURNING 1`,
        [me.id, before!.hash, hash],
      );
      if (!row) throw wrong;
      await tx.query(
        `UPDATE session SET ended_at = holdline_now() WHERE account_id = $1 AND id <> $2 AND ended_at IS NULL`,
        [me.id, me.sessionId],
      );
      await this.lockout.forget(tx, me.username);
      await this.audit.record(tx, {
        actor: me.id,
        actorKind: 'account',
        action: 'account.password_changed',
        entity: 'account',
        entityId: me.id,
      });
    });
  }
}

const wrong = new DeskError('invalid', 'the present password is wrong', [
  { field: 'password', code: 'wrong', message: 'This is not your password.', messageZh: '原密码不正确。' },
]);

const same = new DeskError('invalid', 'the new password is the old one', [
  {
    field: 'newPassword',
    code: 'same',
    message: 'Choose another one than before.',
    messageZh: '新密码不能与原密码相同。',
  },
]);
