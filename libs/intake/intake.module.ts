import { Module } from '@nestjs/common';
import { AuditModule } from '#audit';
import { CasesModule } from '#cases';
import { PeopleModule } from '#people';
import { AlertContribution } from './alert-contribution.js';
import { AlertFates } from './alert-fates.js';
import { FileImports } from './import-file.js';
import { InboundCalls } from './inbound-calls.js';
import { Intake } from './intake.js';
import { ManualAlerts } from './manual-alerts.js';
import { Placement } from './place-alert.js';
import { PlaceHandler } from './place.handler.js';
import { PullSources } from './pull-sources.js';
import { Quarantine } from './quarantine.js';
import { Sources } from './sources.js';

const PUBLIC = [
  AlertContribution,
  AlertFates,
  FileImports,
  InboundCalls,
  Intake,
  ManualAlerts,
  Placement,
  PullSources,
  Quarantine,
  Sources,
];

/** Alerts in; needs PlatformModule. */
@Module({
  imports: [AuditModule, CasesModule, PeopleModule],
  providers: [PlaceHandler, ...PUBLIC],
  exports: PUBLIC,
})
export class IntakeModule {}
