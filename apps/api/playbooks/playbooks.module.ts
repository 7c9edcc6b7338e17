import { Module } from '@nestjs/common';
import { CasesModule } from '#cases';
import { IdentityModule } from '#identity';
import { PlaybooksController } from './playbooks.controller.js';

@Module({ imports: [CasesModule, IdentityModule], controllers: [PlaybooksController] })
export class PlaybooksApiModule {}
