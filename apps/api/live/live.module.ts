import { Module } from '@nestjs/common';
import { CasesModule } from '#cases';
import { IdentityModule } from '#identity';
import { LiveModule } from '#live';
import { ReportsModule } from '#reports';
import { EventsController } from './events.controller.js';
import { LiveGateway } from './live.gateway.js';
import { LiveTail } from './live.tail.js';

@Module({
  imports: [CasesModule, IdentityModule, LiveModule, ReportsModule],
  controllers: [EventsController],
  providers: [LiveGateway, LiveTail],
})
export class LiveApiModule {}
