import { Module } from '@nestjs/common';
import { AuditModule } from '#audit';
import { CasesModule } from '#cases';
import { AlarmsController } from './alarms.controller.js';
import { CaseCommands } from './case-commands.js';
import { CasesController } from './cases.controller.js';
import { MergingController } from './merging.controller.js';
import { QueueController } from './queue.controller.js';
import { SupervisionController } from './supervision.controller.js';

@Module({
  imports: [AuditModule, CasesModule],
  controllers: [QueueController, CasesController, MergingController, SupervisionController, AlarmsController],
  providers: [CaseCommands],
})
export class CasesApiModule {}
