import { Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { CaseViews, Claims, Queue } from '#cases';
import type { CaseView, QueuePage } from '#contracts';
import { Action, CurrentAccount, type SignedIn } from '#identity';
import { PageQuery } from './cases.dto.js';

/** The live queue and "next case". */
@Controller('queue')
export class QueueController {
  constructor(
    private readonly queue: Queue,
    private readonly claims: Claims,
    private readonly views: CaseViews,
  ) {}

  @Get()
  @Action('queue.read')
  page(@Query() page: PageQuery): Promise<QueuePage> {
    return this.queue.page(page.limit, page.offset);
  }

  /** Claims what is next; 204 when nothing is due. */
  @Post('next')
  @HttpCode(200)
  @Action('queue.next')
  async next(
    @CurrentAccount() me: SignedIn,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CaseView | undefined> {
    const caseId = await this.claims.next(me.id);
    if (caseId === null) {
      response.status(204);
      return undefined;
    }
    return this.views.view(caseId);
  }
}
