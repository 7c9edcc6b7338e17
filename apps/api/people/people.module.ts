import { Module } from '@nestjs/common';
import { AuditModule } from '#audit';
import { CasesModule } from '#cases';
import { IntakeModule } from '#intake';
import { PeopleModule } from '#people';
import { PeopleController } from './people.controller.js';

@Module({ imports: [AuditModule, CasesModule, IntakeModule, PeopleModule], controllers: [PeopleController] })
export class PeopleApiModule {}
