import { Module, type DynamicModule } from '@nestjs/common';
import { CountermeasuresModule } from '#countermeasures';
import { IdentityModule } from '#identity';
import { IntakeModule } from '#intake';
import { OutreachDeskModule } from '#outreach';
import { PeopleModule } from '#people';
import { PlatformModule, type Env } from '#platform';

/** The use cases that the seed needs, and none that has a line to the outside or a loop. */
@Module({})
export class SeedModule {
  static with(settings: Env): DynamicModule {
    return {
      module: SeedModule,
      imports: [
        PlatformModule.forProcess('seed', settings),
        IdentityModule,
        PeopleModule,
        IntakeModule,
        OutreachDeskModule,
        CountermeasuresModule,
      ],
    };
  }
}
