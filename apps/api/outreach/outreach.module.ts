import { Module } from '@nestjs/common';
import { OutreachDeskModule } from '#outreach';
import { VisitsController } from './visits.controller.js';
import { VoiceCallbackController } from './voice-callback.controller.js';

@Module({ imports: [OutreachDeskModule], controllers: [VisitsController, VoiceCallbackController] })
export class OutreachApiModule {}
