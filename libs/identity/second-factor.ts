import { Injectable } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import { Database, KeyRing } from '#platform';

const PERIOD_S = 30;

/** Codes of an authenticator app (TOTP, RFC 6238: SHA-1, six digits, 30 s), one step of drift either way. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly db: Database,
    private readonly keys: KeyRing,
  ) {}

  /** Seals a base32 secret for the column of this account. */
  seal(accountId: string, secret: string): Buffer {
    return this.keys.seal('secret', secret, context(accountId));
  }

  /** Whether `code` is right at `now` (epoch ms) and of a later step than the last one taken; takes it if so. */
  async take(accountId: string, sealed: Buffer, code: string, now: number): Promise<boolean> {
    const secret = this.keys.open('secret', sealed, context(accountId)).toString('utf8');
    const totp = new TOTP({ secret: Secret.fromBase32(secret), period: PERIOD_S });
    const drift = totp.validate({ token: code, timestamp: now, window: 1 });
    if (drift === null) return false;
    const step = Math.floor(now / 1000 / PERIOD_S) + drift;
    const taken = await this.db.one(
      `UPDATE account SET totp_step = $2 WHERE id = $1 AND (totp_step IS NULL OR totp_step < $2) RETURNING 1`,
      [accountId, step],
    );
    return taken !== null;
  }
}

const context = (accountId: string): string => `account:${accountId}:totp`;
