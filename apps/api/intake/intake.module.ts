import { Module } from '@nestjs/common';
import { MulterModule } from '@nestjs/platform-express';
import { CasesModule } from '#cases';
import { IntakeModule } from '#intake';
import { Env } from '#platform';
import { AlertsController } from './alerts.controller.js';
import { ByHandController } from './by-hand.controller.js';
import { ImportsController } from './imports.controller.js';
import { QuarantineController } from './quarantine.controller.js';
import { uploads } from './uploads.js';

/** Alerts from sources, files and hands; quarantine; incoming calls. */
@Module({
  imports: [
    CasesModule,
    IntakeModule,
    MulterModule.registerAsync({ useFactory: (env: Env) => uploads(env.HOLDLINE_DATA), inject: [Env] }),
  ],
  controllers: [AlertsController, ByHandController, ImportsController, QuarantineController],
})
export class IntakeApiModule {}
