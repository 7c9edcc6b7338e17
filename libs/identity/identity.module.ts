import { Module } from '@nestjs/common';
import { AuditModule } from '#audit';
import { Accounts } from './accounts.js';
import { AdministerAccounts } from './administer-accounts.js';
import { ChangePassword } from './change-password.js';
import { FirstAdmin } from './first-admin.js';
import { SecondFactor } from './second-factor.js';
import { SessionAuthenticator } from './session-cookie.js';
import { Sessions } from './sessions.js';
import { SignInLockout } from './sign-in-lockout.js';
import { SignInDesk } from './sign-in.js';

/** Accounts, sessions and who may do what. */
@Module({
  imports: [AuditModule],
  providers: [
    ...[Accounts, AdministerAccounts, ChangePassword, FirstAdmin, SecondFactor],
    ...[Sessions, SessionAuthenticator, SignInLockout, SignInDesk],
  ],
  exports: [
    ...[Accounts, AdministerAccounts, ChangePassword, FirstAdmin],
    ...[Sessions, SessionAuthenticator, SignInDesk, AuditModule],
  ],
})
export class IdentityModule {}
