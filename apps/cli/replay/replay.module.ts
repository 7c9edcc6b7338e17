import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from '#audit';
import { CasesModule } from '#cases';
import { CountermeasuresModule } from '#countermeasures';
import { IdentityModule } from '#identity';
import { IntakeModule } from '#intake';
import { LiveModule } from '#live';
import { OutreachModule, SMS_CHANNEL, VoiceGatewayClient } from '#outreach';
import { PeopleModule } from '#people';
import { PlatformModule, type Env } from '#platform';
import { ReportsModule } from '#reports';
import type { OutsideWorld } from './outside-world.js';

/** The whole desk as the worker has it, with the modelled world at the other end of its lines. */
@Module({})
export class ReplayModule {
  static with(settings: Env, world: OutsideWorld): DynamicModule {
    return {
      module: ReplayModule,
      imports: [
        PlatformModule.forProcess('replay', settings),
        AuditModule,
        IdentityModule,
        PeopleModule,
        CasesModule,
        IntakeModule,
        OutreachModule.over([
          { provide: SMS_CHANNEL, useValue: world },
          { provide: VoiceGatewayClient, useValue: world.voice },
        ]),
        CountermeasuresModule,
        LiveModule,
        ReportsModule,
      ],
    };
  }
}
