import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '#audit';
import type { FieldError, SignIn } from '#contracts';
import { Database, DeskError } from '#platform';
import { checkPassword, prepareDecoy } from './passwords.js';
import { SecondFactor } from './second-factor.js';
import { Sessions } from './sessions.js';
import { lockedOut, SignInLockout } from './sign-in-lockout.js';

interface Credentials {
  id: string;
  passwordHash: string;
  totpSealed: Buffer | null;
  disabled: boolean;
  /** It has a one-time password that was not used in time. */
  over: boolean;
}

type Refusal = 'unknown' | 'password' | 'disabled' | 'one_time_over' | 'code_missing' | 'code' | 'locked';

/** Opens sessions for username, password and, where the account has one, a second factor. */
@Injectable()
export class SignInDesk implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
    private readonly lockout: SignInLockout,
    private readonly secondFactor: SecondFactor,
    private readonly sessions: Sessions,
  ) {}

  async onModuleInit(): Promise<void> {
    await prepareDecoy();
  }

  /**
   * @returns the session token
   * @throws DeskError unauthenticated (the same for an unknown name, a wrong password and a shut account; with an error
   *   on `code`, or on `password` when a one-time one is too old, once the password is right), locked_out after too many failures
   */
  async signIn(input: SignIn): Promise<string> {
    const username = input.username.trim().toLowerCase();
    const account = await this.credentials(username);
    const waitS = await this.lockout.begin(username);
    if (waitS !== null) {
      await this.refused(account, 'locked');
      throw lockedOut(waitS);
    }
    const refusal = await this.refusal(account, input);
    if (refusal !== null || account === null) {
      await this.refused(account, refusal ?? 'unknown');
      throw unauthenticated(refusal);
    }
    return this.db.transaction(async (tx) => {
      await this.lockout.forget(tx, username);
      return this.sessions.open(tx, account.id);
    });
  }

  private credentials(username: string): Promise<Credentials | null> {
    return this.db.one<Credentials>(
      `SELECT id, password_hash AS "passwordHash", totp_sealed AS "totpSealed", disabled_at IS NOT NULL AS disabled,
              coalesce(one_time_until <= holdline_now(), false) AS over
         FROM account WHERE username = $1`,
      [username],
    );
  }

  private async refusal(account: Credentials | null, input: SignIn): Promise<Refusal | null> {
    const right = await checkPassword(account?.passwordHash ?? null, input.password);
    if (!account) return 'unknown';
    if (!right) return 'password';
    if (account.disabled) return 'disabled';
    if (account.over) return 'one_time_over';
    if (!account.totpSealed) return null;
    if (!input.code) return 'code_missing';
    const now = await this.db.now();
    return (await this.secondFactor.take(account.id, account.totpSealed, input.code, now)) ? null : 'code';
  }

  /** The name that was typed is not written down: it may be a password in the wrong field. */
  private async refused(account: Credentials | null, reason: Refusal): Promise<void> {
    await this.db.transaction((tx) =>
      this.audit.record(tx, {
        actor: null,
        actorKind: 'system',
        action: 'session.refused',
        entity: 'account',
        entityId: account?.id ?? null,
        data: { reason },
      }),
    );
  }
}

const FIELD_ERRORS: Partial<Record<Refusal, FieldError>> = {
  code_missing: {
    field: 'code',
    code: 'required',
    message: 'the second factor is required',
    messageZh: '请输入动态验证码',
  },
  one_time_over: {
    field: 'password',
    code: 'one_time_over',
    message: 'This one-time password is too old. Ask the administrator for a new one.',
    messageZh: '一次性密码已过期，请联系管理员重新发放。',
  },
  code: { field: 'code', code: 'wrong', message: 'the second factor is wrong', messageZh: '动态验证码错误' },
};

function unauthenticated(refusal: Refusal | null): DeskError {
  const field = refusal === null ? undefined : FIELD_ERRORS[refusal];
  return new DeskError('unauthenticated', 'username or password is wrong', field ? [field] : []);
}
