import { Module } from '@nestjs/common';
import { CasesModule } from '#cases';
import { Daily } from './daily.js';
import { Today } from './today.js';

@Module({ imports: [CasesModule], providers: [Daily, Today], exports: [Daily, Today] })
export class ReportsModule {}
