import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AccountList, AccountView, HandedOut } from '#contracts';
import { Action, AdministerAccounts, CurrentAccount, type SignedIn } from '#identity';
import { NewAccountDto } from './accounts.dto.js';

/** Accounts of others, for administrators; whose, is `libs/identity/administration.ts`. */
@ApiTags('accounts')
@Controller('accounts')
export class AccountsController {
  constructor(private readonly accounts: AdministerAccounts) {}

  @Get()
  @Action('accounts.read')
  list(@CurrentAccount() me: SignedIn): Promise<AccountList> {
    return this.accounts.list(me);
  }

  /** The answer holds the one-time password, which is kept nowhere and shown this once. */
  @Post()
  @Action('accounts.create')
  create(@Body() input: NewAccountDto, @CurrentAccount() me: SignedIn): Promise<HandedOut> {
    return this.accounts.create(input, me);
  }

  /** A new one-time password; an account that was shut is open again. */
  @Post(':id/password')
  @HttpCode(200)
  @Action('accounts.password')
  newPassword(@Param('id', ParseUUIDPipe) id: string, @CurrentAccount() me: SignedIn): Promise<HandedOut> {
    return this.accounts.newPassword(id, me);
  }

  /** Shuts it and ends its sessions. */
  @Post(':id/disable')
  @HttpCode(200)
  @Action('accounts.disable')
  disable(@Param('id', ParseUUIDPipe) id: string, @CurrentAccount() me: SignedIn): Promise<AccountView> {
    return this.accounts.disable(id, me);
  }
}
