import { Module } from '@nestjs/common';
import { CasesModule } from '#cases';
import { IntakeModule } from '#intake';
import { AlertsController } from './alerts.controller.js';
import { ByHandController } from './by-hand.controller.js';
import { ImportsController } from './imports.controller.js';
import { QuarantineController } from './quarantine.controller.js';

/** Alerts from sources, files and hands; quarantine; incoming calls. */
@Module({
  imports: [CasesModule, IntakeModule],
  controllers: [AlertsController, ByHandController, ImportsController, QuarantineController],
})
export class IntakeApiModule {}
