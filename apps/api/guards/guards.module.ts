import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { IdentityModule } from '#identity';
import { OriginGuard } from './origin.guard.js';
import { SessionGuard } from './session.guard.js';

/** The guards of every route and socket event, in this order. */
@Module({
  imports: [IdentityModule],
  providers: [
    { provide: APP_GUARD, useClass: OriginGuard },
    { provide: APP_GUARD, useClass: SessionGuard },
  ],
})
export class GuardsModule {}
