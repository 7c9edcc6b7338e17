import { Module } from '@nestjs/common';
import { CountermeasuresModule } from '#countermeasures';
import { CountermeasuresController } from './countermeasures.controller.js';
import { InstitutionCallbackController } from './institution-callback.controller.js';

@Module({
  imports: [CountermeasuresModule],
  controllers: [CountermeasuresController, InstitutionCallbackController],
})
export class CountermeasuresApiModule {}
