import { Module } from '@nestjs/common';
import { IdentityModule } from '#identity';
import { SetupController } from './setup.controller.js';

@Module({ imports: [IdentityModule], controllers: [SetupController] })
export class SetupModule {}
