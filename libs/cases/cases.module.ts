import { Module } from '@nestjs/common';
import { AuditModule } from '#audit';
import { PeopleModule } from '#people';
import { Alarms } from './alarms.js';
import { Attempts } from './attempts.js';
import { MovedBelongings } from './belongings.js';
import { CaseEdits } from './case-edits.js';
import { CaseStore } from './case.store.js';
import { CaseViews } from './case-view.js';
import { Cases } from './cases.js';
import { Claims } from './claims.js';
import { Contributions } from './contributions.js';
import { DeskAuditor } from './desk-auditor.js';
import { Merging } from './merging.js';
import { OfficerCalls } from './officer-calls.js';
import { OnDuty } from './on-duty.js';
import { OtherCases } from './other-cases.js';
import { PlaybookDesk } from './playbooks/playbook-desk.js';
import { PlaybookSimulation } from './playbooks/playbook-simulation.js';
import { Playbooks } from './playbooks/playbooks.js';
import { Queue } from './queue.js';
import { Wakes } from './wakes.js';

const PUBLIC = [
  Alarms,
  Attempts,
  CaseEdits,
  Cases,
  CaseViews,
  Claims,
  Contributions,
  DeskAuditor,
  Merging,
  MovedBelongings,
  OfficerCalls,
  OnDuty,
  PlaybookDesk,
  PlaybookSimulation,
  Playbooks,
  Queue,
  Wakes,
];

@Module({
  imports: [AuditModule, PeopleModule],
  providers: [CaseStore, OtherCases, ...PUBLIC],
  exports: PUBLIC,
})
export class CasesModule {}
