import { Module } from '@nestjs/common';
import { IdentityModule } from '#identity';
import { SessionController } from './session.controller.js';

@Module({ imports: [IdentityModule], controllers: [SessionController] })
export class SessionModule {}
