import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Put, Query } from '@nestjs/common';
import type { CountermeasureView } from '#contracts';
import { Countermeasures } from '#countermeasures';
import { Action, CurrentAccount, type SignedIn } from '#identity';
import { ReasonDto } from '../cases/cases.dto.js';
import {
  CountermeasureQuery,
  CountermeasureRequestDto,
  DecisionDto,
  ProposalDto,
} from './countermeasures.dto.js';

/** Requests to banks and carriers: proposed by one person, decided by another. */
@Controller()
export class CountermeasuresController {
  constructor(private readonly countermeasures: Countermeasures) {}

  @Get('countermeasures')
  @Action('countermeasures.read')
  async list(@Query() query: CountermeasureQuery): Promise<{ items: CountermeasureView[] }> {
    return { items: await this.countermeasures.list(query) };
  }

  @Post('cases/:id/countermeasures')
  @Action('countermeasures.propose')
  propose(
    @Param('id', ParseUUIDPipe) caseId: string,
    @Body() proposal: ProposalDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<CountermeasureView> {
    return this.countermeasures.propose(caseId, proposal, me);
  }

  /** Completes one that was drafted after a payment. */
  @Put('countermeasures/:id')
  @Action('countermeasures.propose')
  complete(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() request: CountermeasureRequestDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<CountermeasureView> {
    return this.countermeasures.complete(id, request, me);
  }

  @Post('countermeasures/:id/approve')
  @HttpCode(200)
  @Action('countermeasures.approve')
  approve(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { version, reason }: DecisionDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<CountermeasureView> {
    return this.countermeasures.approve(id, version, reason, me);
  }

  @Post('countermeasures/:id/reject')
  @HttpCode(200)
  @Action('countermeasures.reject')
  reject(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { version, reason }: DecisionDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<CountermeasureView> {
    return this.countermeasures.reject(id, version, reason, me);
  }

  @Post('countermeasures/:id/withdraw')
  @HttpCode(200)
  @Action('countermeasures.withdraw')
  withdraw(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: ReasonDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<CountermeasureView> {
    return this.countermeasures.withdraw(id, reason, me);
  }

  @Post('countermeasures/:id/release')
  @HttpCode(200)
  @Action('countermeasures.release')
  release(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: ReasonDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<CountermeasureView> {
    return this.countermeasures.release(id, reason, me);
  }
}
