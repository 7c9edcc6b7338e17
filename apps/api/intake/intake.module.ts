import { Module } from '@nestjs/common';
import { IntakeModule } from '#intake';
import { AlertsController } from './alerts.controller.js';

/** Alerts from sources, files and hands; quarantine; incoming calls. */
@Module({ imports: [IntakeModule], controllers: [AlertsController] })
export class IntakeApiModule {}
