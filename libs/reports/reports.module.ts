import { Module } from '@nestjs/common';
import { Today } from './today.js';

@Module({ providers: [Today], exports: [Today] })
export class ReportsModule {}
