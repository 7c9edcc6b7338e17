import { Module } from '@nestjs/common';
import { AuditModule } from '#audit';
import { IdentityModule } from '#identity';
import { AuditController } from './audit.controller.js';

@Module({ imports: [AuditModule, IdentityModule], controllers: [AuditController] })
export class AuditApiModule {}
