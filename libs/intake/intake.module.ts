import { Module } from '@nestjs/common';
import { AuditModule } from '#audit';
import { CasesModule } from '#cases';
import { PeopleModule } from '#people';
import { AlertFates } from './alert-fates.js';
import { Intake } from './intake.js';
import { Placement } from './place-alert.js';
import { PlaceHandler } from './place.handler.js';
import { Sources } from './sources.js';

const PUBLIC = [AlertFates, Intake, Placement, Sources];

/** Alerts in; needs PlatformModule. */
@Module({
  imports: [AuditModule, CasesModule, PeopleModule],
  providers: [PlaceHandler, ...PUBLIC],
  exports: PUBLIC,
})
export class IntakeModule {}
