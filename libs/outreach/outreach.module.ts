import {
  Inject,
  Module,
  type OnApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
  type Provider,
} from '@nestjs/common';
import type { Logger } from 'pino';
import { Env, LOGGER } from '#platform';
import { CountermeasureNoticeEffect } from './countermeasure-notice.effect.js';
import { OutreachDeskModule } from './outreach-desk.module.js';
import { RelativeEffect } from './relative.effect.js';
import { RobotCallEffect } from './robot-call.effect.js';
import { SMS_CHANNEL, type SmsChannel } from './sms.channel.js';
import { SmsEffect } from './sms.effect.js';
import { SmsReplies } from './sms-replies.js';
import { SmppSmsChannel } from './smpp.sms-channel.js';
import { VoiceGatewayClient } from './voice.gateway.js';

/** Waits of the link to the SMS centre, in ms, and its window: common values of carriers' access guides [chosen]. */
const LINK = { answerMs: 15_000, enquireMs: 30_000, backOffMs: 250, backOffMaxMs: 30_000, window: 10 };

/** The lines to the outside: SMPP to the SMS centre, HTTP to the voice gateway. */
const LINES: Provider[] = [
  {
    provide: SMS_CHANNEL,
    inject: [Env, LOGGER],
    useFactory: (env: Env, log: Logger): SmsChannel =>
      new SmppSmsChannel(
        {
          ...LINK,
          host: env.SMPP_HOST,
          port: env.SMPP_PORT,
          systemId: env.SMPP_SYSTEM_ID,
          password: env.SMPP_PASSWORD,
          sender: env.SMS_SENDER,
        },
        (event, code) => log[event === 'bound' ? 'info' : 'warn']({ event, code }, 'SMS centre'),
      ),
  },
  VoiceGatewayClient,
];

/** All of outreach with its lines to the outside. For the worker only: it holds the one bind to the SMS centre. */
@Module({
  imports: [OutreachDeskModule],
  providers: [SmsReplies, SmsEffect, RelativeEffect, RobotCallEffect, CountermeasureNoticeEffect],
  exports: [OutreachDeskModule],
})
export class OutreachModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(SMS_CHANNEL) private readonly channel: SmsChannel,
    private readonly replies: SmsReplies,
  ) {}

  /** @param lines SMS_CHANNEL and VoiceGatewayClient; the replay gives modelled ones. */
  static over(lines: Provider[] = LINES): DynamicModule {
    return { module: OutreachModule, providers: lines, exports: [SMS_CHANNEL] };
  }

  onApplicationBootstrap(): void {
    this.channel.start(this.replies);
  }

  /** After the last job, whose answer it waits for, and before the database closes, which keeps it. */
  async onApplicationShutdown(): Promise<void> {
    await this.channel.stop();
  }
}
