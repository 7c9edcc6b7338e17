import { Module } from '@nestjs/common';
import { AuditModule } from '#audit';
import { CasesModule } from '#cases';
import { AlarmsController } from './alarms.controller.js';
import { CasesController } from './cases.controller.js';
import { QueueController } from './queue.controller.js';

@Module({
  imports: [AuditModule, CasesModule],
  controllers: [QueueController, CasesController, AlarmsController],
})
export class CasesApiModule {}
