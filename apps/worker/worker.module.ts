import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from '#audit';
import { CasesModule } from '#cases';
import { CountermeasuresModule } from '#countermeasures';
import { IntakeModule } from '#intake';
import { LiveModule } from '#live';
import { OutreachModule } from '#outreach';
import { PlatformModule, type Env } from '#platform';
import { DeskLoops } from './desk/desk.loops.js';
import { DeskTicks } from './desk/desk.ticks.js';
import { Heartbeat } from './desk/heartbeat.js';
import { TrailWatch } from './desk/trail-watch.js';
import { SourcesProcessor } from './intake/sources.processor.js';
import { OutboxProcessor } from './outbox/outbox.processor.js';
import { TimersProcessor } from './timers/timers.processor.js';

/** The process that does what was decided: outbox, timers, sources, and the loops that forget nobody. */
@Module({})
export class WorkerModule {
  static with(settings: Env): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        PlatformModule.forProcess('worker', settings),
        AuditModule,
        CasesModule,
        IntakeModule,
        OutreachModule.over(),
        CountermeasuresModule,
        LiveModule,
      ],
      providers: [
        DeskLoops,
        DeskTicks,
        Heartbeat,
        TrailWatch,
        OutboxProcessor,
        SourcesProcessor,
        TimersProcessor,
      ],
    };
  }
}
