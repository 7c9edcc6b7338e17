import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { PlatformModule, type Env } from '#platform';
import { AccountsModule } from './accounts/accounts.module.js';
import { AuditApiModule } from './audit/audit.module.js';
import { CasesApiModule } from './cases/cases.module.js';
import { CountermeasuresApiModule } from './countermeasures/countermeasures.module.js';
import { GuardsModule } from './guards/guards.module.js';
import { DeskMetrics } from './health/desk-metrics.js';
import { HealthController } from './health/health.controller.js';
import { IntakeApiModule } from './intake/intake.module.js';
import { LiveApiModule } from './live/live.module.js';
import { OutreachApiModule } from './outreach/outreach.module.js';
import { PeopleApiModule } from './people/people.module.js';
import { PlaybooksApiModule } from './playbooks/playbooks.module.js';
import { ProblemFilter } from './problem.filter.js';
import { ReportsApiModule } from './reports/reports.module.js';
import { SessionModule } from './session/session.module.js';
import { SetupModule } from './setup/setup.module.js';

/** The HTTP and Socket.IO process: one module per feature, the guards over all of them. */
@Module({})
export class ApiModule {
  static with(settings: Env): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        PlatformModule.forProcess('api', settings),
        GuardsModule,
        SetupModule,
        SessionModule,
        AccountsModule,
        IntakeApiModule,
        CasesApiModule,
        PeopleApiModule,
        PlaybooksApiModule,
        OutreachApiModule,
        CountermeasuresApiModule,
        LiveApiModule,
        ReportsApiModule,
        AuditApiModule,
      ],
      controllers: [HealthController],
      providers: [DeskMetrics, { provide: APP_FILTER, useClass: ProblemFilter }],
    };
  }
}
