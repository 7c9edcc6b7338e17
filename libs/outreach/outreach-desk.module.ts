import { Module, type OnModuleInit } from '@nestjs/common';
import { AuditModule } from '#audit';
import { CasesModule, Contributions } from '#cases';
import { PeopleModule } from '#people';
import { Messages } from './message.store.js';
import { RobotCallResults } from './robot-call.results.js';
import { Stations } from './stations.js';
import { VisitDispatch } from './visit.dispatch.js';
import { VisitStore } from './visit.store.js';
import { Visits } from './visits.js';

const PUBLIC = [Messages, RobotCallResults, Stations, Visits];

/** Outreach without a line to the outside: what the api needs. Visits, results of calls, and a case's view of both. */
@Module({
  imports: [AuditModule, CasesModule, PeopleModule],
  providers: [VisitStore, VisitDispatch, ...PUBLIC],
  exports: [AuditModule, CasesModule, PeopleModule, ...PUBLIC],
})
export class OutreachDeskModule implements OnModuleInit {
  constructor(
    private readonly contributions: Contributions,
    private readonly visits: VisitStore,
    private readonly messages: Messages,
  ) {}

  onModuleInit(): void {
    this.contributions.contribute('visits', this.visits.ofCases);
    this.contributions.contribute('messages', this.messages.ofCases);
  }
}
