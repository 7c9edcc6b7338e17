import { Controller, HttpCode, Param, Post, Req, type RawBodyRequest } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { Request } from 'express';
import { INSTITUTIONS, InstitutionWord } from '#countermeasures';
import { Action, Public } from '#identity';
import { verifyCallback } from '#outreach';
import { DeskError, Env } from '#platform';
import { fieldErrors } from '../validation.js';
import { InstitutionStatusDto } from './countermeasures.dto.js';

/** Banks and carriers tell what becomes of an order; at least once each, in any order. */
@Controller('callbacks/institutions')
export class InstitutionCallbackController {
  constructor(
    private readonly env: Env,
    private readonly word: InstitutionWord,
  ) {}

  @Post(':institution')
  @HttpCode(204)
  @Public()
  @Action('callbacks.institution')
  @ApiBody({ type: InstitutionStatusDto })
  async take(@Param('institution') name: string, @Req() request: RawBodyRequest<Request>): Promise<void> {
    const institution = INSTITUTIONS.find((one) => one === name);
    if (!institution) throw new DeskError('not_found', 'bank or carrier');
    // Each signs for itself, so that a carrier cannot say what a bank has done.
    const { BANK_CALLBACK_SECRET, CARRIER_CALLBACK_SECRET } = this.env;
    const secret = institution === 'bank' ? BANK_CALLBACK_SECRET : CARRIER_CALLBACK_SECRET;
    const body = verifyCallback(secret, request.headers, request.rawBody);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new DeskError('malformed', 'a callback is an object');
    }
    const status = plainToInstance(InstitutionStatusDto, body);
    const errors = validateSync(status, { whitelist: true });
    if (errors.length > 0) {
      throw new DeskError(
        'invalid',
        'some fields are not valid',
        errors.flatMap((error) => fieldErrors(error)),
      );
    }
    await this.word.hear(institution, status);
  }
}
