import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Patch,
  Post,
  Res,
} from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { Attempts, CaseEdits, CaseViews, Claims, OfficerCalls } from '#cases';
import type { AttemptRecorded, CallStarted, CaseView } from '#contracts';
import { Action, CurrentAccount, may, type SignedIn } from '#identity';
import { Database, DeskError } from '#platform';
import { actorOf, CaseCommands } from './case-commands.js';
import { AttemptDto, CaseEditDto } from './cases.dto.js';

/** One case and the commands on it. */
@Controller('cases/:id')
export class CasesController {
  constructor(
    private readonly db: Database,
    private readonly edits: CaseEdits,
    private readonly attempts: Attempts,
    private readonly claims: Claims,
    private readonly calls: OfficerCalls,
    private readonly views: CaseViews,
    private readonly commands: CaseCommands,
  ) {}

  @Get()
  @Action('cases.read')
  async read(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentAccount() me: SignedIn,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CaseView> {
    const view = await this.views.view(id);
    await this.db.transaction((tx) => this.commands.record(tx, me, 'case.read', id, {}));
    response.setHeader('ETag', `"${view.version}"`);
    return view;
  }

  /** Edits fields; `If-Match` names the version they were read at. */
  @Patch()
  @Action('cases.edit')
  async edit(
    @Param('id', ParseUUIDPipe) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() edit: CaseEditDto,
    @CurrentAccount() me: SignedIn,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CaseView> {
    if (!ifMatch) throw new DeskError('precondition_required', 'If-Match is needed');
    const edited = await this.db.transaction(async (tx) => {
      const fields = await this.edits.edit(tx, id, ifMatch, edit, me.id);
      if (fields) await this.commands.record(tx, me, 'case.edit', id, { fields });
      return fields;
    });
    const view = await this.views.view(id);
    if (!edited) throw new DeskError('version_mismatch', 'the case has changed since you read it', [], view);
    response.setHeader('ETag', `"${view.version}"`);
    return view;
  }

  @Post('claim')
  @HttpCode(200)
  @Action('cases.claim')
  async claim(@Param('id', ParseUUIDPipe) id: string, @CurrentAccount() me: SignedIn): Promise<CaseView> {
    await this.claims.claim(id, me.id);
    return this.views.view(id);
  }

  @Post('heartbeat')
  @HttpCode(200)
  @Action('cases.heartbeat')
  heartbeat(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentAccount() me: SignedIn,
  ): Promise<{ until: string }> {
    return this.claims.heartbeat(id, me.id);
  }

  @Post('release')
  @HttpCode(204)
  @Action('cases.release')
  release(@Param('id', ParseUUIDPipe) id: string, @CurrentAccount() me: SignedIn): Promise<void> {
    return this.claims.release(id, me.id);
  }

  @Post('attempts')
  @ApiOkResponse({ description: 'Recorded before: nothing happened twice.' })
  @Action('cases.attempt')
  async attempt(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() attempt: AttemptDto,
    @CurrentAccount() me: SignedIn,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AttemptRecorded> {
    if (attempt.outcome === 'expired' && !may(me.role, 'cases.expire')) throw notTheirsToExpire();
    const { repeated } = await this.db.transaction(async (tx) => {
      const recorded = await this.attempts.record(tx, id, attempt, actorOf(me));
      if (!recorded.repeated) {
        await this.commands.record(tx, me, 'attempt.record', id, {
          attemptId: attempt.attemptId,
          outcome: attempt.outcome,
        });
      }
      return recorded;
    });
    if (repeated) response.status(200);
    return { attemptId: attempt.attemptId, repeated, case: await this.views.view(id) };
  }

  @Post('calls')
  @Action('cases.call')
  startCall(@Param('id', ParseUUIDPipe) id: string, @CurrentAccount() me: SignedIn): Promise<CallStarted> {
    return this.calls.start(id, me.id);
  }

  @Post('calls/:callId/end')
  @HttpCode(204)
  @Action('cases.call')
  endCall(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('callId', ParseUUIDPipe) callId: string,
    @CurrentAccount() me: SignedIn,
  ): Promise<void> {
    return this.calls.end(id, callId, me.id);
  }

  @Post('rungs/:rungId/done')
  @HttpCode(200)
  @Action('cases.rung_done')
  rungDone(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('rungId') rungId: string,
    @CurrentAccount() me: SignedIn,
  ): Promise<CaseView> {
    return this.commands.tell(id, me, { type: 'rung_done', rungId, by: me.id }, 'rung.done', { rungId });
  }
}

/** A case goes stale by itself; only a supervisor says so before (domain.md section 3: supervisor samples). */
const notTheirsToExpire = (): DeskError =>
  new DeskError('forbidden', 'only a supervisor lets a case expire', [
    {
      field: 'outcome',
      code: 'supervisor_needed',
      message: 'only a supervisor lets a case expire',
      messageZh: '仅值班长可以将预警作失效处理',
    },
  ]);
