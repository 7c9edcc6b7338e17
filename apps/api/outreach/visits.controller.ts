import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import type { VisitTask, VisitView } from '#contracts';
import { Action, CurrentAccount, type SignedIn } from '#identity';
import { Visits } from '#outreach';
import { DispatchDto, RefusalDto, VisitReportDto } from './outreach.dto.js';

/** Visits, for the phones of who makes them and for the desk that sends them. */
@Controller()
export class VisitsController {
  constructor(private readonly visits: Visits) {}

  @Post('cases/:id/visits')
  @Action('visits.dispatch')
  dispatch(
    @Param('id', ParseUUIDPipe) caseId: string,
    @Body() body: DispatchDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<VisitView> {
    return this.visits.dispatch(caseId, body.station, me);
  }

  @Get('visits')
  @Action('visits.read')
  async list(@CurrentAccount() me: SignedIn): Promise<{ items: VisitView[] }> {
    return { items: await this.visits.list(me) };
  }

  @Get('visits/:id')
  @Action('visits.task')
  task(@Param('id', ParseUUIDPipe) id: string, @CurrentAccount() me: SignedIn): Promise<VisitTask> {
    return this.visits.task(id, me);
  }

  @Post('visits/:id/accept')
  @HttpCode(200)
  @Action('visits.accept')
  accept(@Param('id', ParseUUIDPipe) id: string, @CurrentAccount() me: SignedIn): Promise<VisitView> {
    return this.visits.accept(id, me);
  }

  @Post('visits/:id/refuse')
  @HttpCode(200)
  @Action('visits.refuse')
  refuse(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: RefusalDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<VisitView> {
    return this.visits.refuse(id, body.reason, me);
  }

  @Post('visits/:id/arrive')
  @HttpCode(200)
  @Action('visits.arrive')
  arrive(@Param('id', ParseUUIDPipe) id: string, @CurrentAccount() me: SignedIn): Promise<VisitView> {
    return this.visits.arrive(id, me);
  }

  @Post('visits/:id/report')
  @HttpCode(200)
  @Action('visits.report')
  report(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: VisitReportDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<VisitView> {
    return this.visits.report(id, body, me);
  }
}
