import { Controller, HttpCode, Post, Req, type RawBodyRequest } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { Request } from 'express';
import { Action, Public } from '#identity';
import { RobotCallResults, verifyCallback } from '#outreach';
import { DeskError, Env } from '#platform';
import { fieldErrors } from '../validation.js';
import { CallStatusDto } from './outreach.dto.js';

/** The voice gateway tells what becomes of a robot call; at least once each, in any order. */
@Controller('callbacks')
export class VoiceCallbackController {
  constructor(
    private readonly env: Env,
    private readonly results: RobotCallResults,
  ) {}

  @Post('voice')
  @HttpCode(204)
  @Public()
  @Action('callbacks.voice')
  @ApiBody({ type: CallStatusDto })
  async take(@Req() request: RawBodyRequest<Request>): Promise<void> {
    const body = verifyCallback(this.env.VOICE_CALLBACK_SECRET, request.headers, request.rawBody);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new DeskError('malformed', 'a callback is an object');
    }
    const status = plainToInstance(CallStatusDto, body);
    // Another gateway's further fields are no fault, unlike on our own routes.
    const errors = validateSync(status, { whitelist: true });
    if (errors.length > 0) {
      throw new DeskError(
        'invalid',
        'some fields are not valid',
        errors.flatMap((error) => fieldErrors(error)),
      );
    }
    await this.results.take(status);
  }
}
