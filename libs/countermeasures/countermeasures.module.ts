import { Module, type OnModuleInit } from '@nestjs/common';
import { AuditModule } from '#audit';
import { CasesModule, Contributions } from '#cases';
import { PeopleModule } from '#people';
import { CountermeasureEffects } from './countermeasure.effects.js';
import { CountermeasureMoves } from './countermeasure.moves.js';
import { CountermeasureStore } from './countermeasure.store.js';
import { CountermeasureSweep } from './countermeasure.sweep.js';
import { Countermeasures } from './countermeasures.js';
import { InstitutionGateway } from './institution.gateway.js';
import { InstitutionWord } from './institution-word.js';
import { LegalBasis } from './legal-basis.js';
import { MovedCountermeasures } from './moved-countermeasures.js';

/** Requests, approvals and releases; their outbox kinds and their part of a case's view. */
@Module({
  imports: [AuditModule, CasesModule, PeopleModule],
  providers: [
    CountermeasureStore,
    CountermeasureMoves,
    CountermeasureSweep,
    CountermeasureEffects,
    InstitutionGateway,
    InstitutionWord,
    LegalBasis,
    MovedCountermeasures,
    Countermeasures,
  ],
  exports: [Countermeasures, InstitutionGateway, InstitutionWord, LegalBasis],
})
export class CountermeasuresModule implements OnModuleInit {
  constructor(
    private readonly contributions: Contributions,
    private readonly countermeasures: Countermeasures,
  ) {}

  onModuleInit(): void {
    this.contributions.contribute('countermeasures', this.countermeasures.ofCases);
  }
}
