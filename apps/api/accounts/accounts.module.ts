import { Module } from '@nestjs/common';
import { IdentityModule } from '#identity';
import { AccountsController } from './accounts.controller.js';

@Module({ imports: [IdentityModule], controllers: [AccountsController] })
export class AccountsModule {}
