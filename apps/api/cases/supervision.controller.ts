import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { CaseViews, Claims, timeOf } from '#cases';
import type { CaseView } from '#contracts';
import type { EngineInput } from '#escalation';
import { Action, CurrentAccount, type SignedIn } from '#identity';
import { Database, DeskError } from '#platform';
import { CaseCommands } from './case-commands.js';
import { ConfirmDto, DeclineDto, PauseDto, RaiseDto, ReasonDto } from './cases.dto.js';

/** Whoever means longer than a day looks at it again tomorrow. */
const LONGEST_PAUSE_MS = 24 * 3_600_000;

/** What only a supervisor decides about a case. */
@Controller('cases/:id')
export class SupervisionController {
  constructor(
    private readonly commands: CaseCommands,
    private readonly claims: Claims,
    private readonly views: CaseViews,
    private readonly db: Database,
  ) {}

  /** Takes the case from whoever holds it; they hear of it. Of one that nobody holds it is a claim. */
  @Post('take-over')
  @HttpCode(200)
  @Action('cases.take_over')
  async takeOver(@Param('id', ParseUUIDPipe) id: string, @CurrentAccount() me: SignedIn): Promise<CaseView> {
    await this.db.transaction(async (tx) => {
      const from = await this.claims.takeOver(tx, id, me.id);
      if (from !== null) await this.commands.record(tx, me, 'case.take_over', id, { from });
    });
    return this.views.view(id);
  }

  @Post('rungs/:rungId/waive')
  @HttpCode(200)
  @Action('cases.waive')
  waive(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('rungId') rungId: string,
    @Body() { reason }: ReasonDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<CaseView> {
    return this.commands.tell(id, me, { type: 'waived', rungId, by: me.id, reason }, 'rung.waive', {
      rungId,
      reason,
    });
  }

  /** A second person confirms what the body names: a release after a persuasion by phone, or a false alarm. */
  @Post('confirm')
  @HttpCode(200)
  @Action('cases.confirm')
  confirm(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { kind }: ConfirmDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<CaseView> {
    return this.commands.tell(id, me, { type: 'confirmed', kind, by: me.id }, 'case.confirm', { kind });
  }

  /** Or does not believe it: a person works the case again. */
  @Post('decline')
  @HttpCode(200)
  @Action('cases.confirm')
  decline(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { kind, reason }: DeclineDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<CaseView> {
    const input: EngineInput = { type: 'declined', kind, by: me.id, reason };
    return this.commands.tell(id, me, input, 'case.decline', { kind, reason });
  }

  @Post('raise')
  @HttpCode(200)
  @Action('cases.raise')
  raise(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { to, reason }: RaiseDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<CaseView> {
    const input: EngineInput = { type: 'raised', cause: 'supervisor', by: me.id, to };
    return this.commands.tell(id, me, input, 'case.raise', { to, reason });
  }

  /** The supervisor agrees to a rung that waits for it (relatives in the medium tier). */
  @Post('rungs/:rungId/agree')
  @HttpCode(200)
  @Action('cases.agree')
  agree(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('rungId') rungId: string,
    @CurrentAccount() me: SignedIn,
  ): Promise<CaseView> {
    return this.commands.tell(id, me, { type: 'agreed', rungId, by: me.id }, 'rung.agree', { rungId });
  }

  /** Lets outward effects go that were held because the source sent more than usual. */
  @Post('release-hold')
  @HttpCode(200)
  @Action('cases.release_hold')
  releaseHold(@Param('id', ParseUUIDPipe) id: string, @CurrentAccount() me: SignedIn): Promise<CaseView> {
    return this.commands.tell(id, me, { type: 'hold_released', by: me.id }, 'case.release_hold');
  }

  @Post('pause')
  @HttpCode(200)
  @Action('cases.pause')
  async pause(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { rungs, until, reason }: PauseDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<CaseView> {
    const at = timeOf('until', until);
    if (at > (await this.db.now()) + LONGEST_PAUSE_MS) {
      const message = 'a pause lasts 24 hours at most';
      throw new DeskError('invalid', message, [
        { field: 'until', code: 'too_late', message, messageZh: '暂停最长24小时' },
      ]);
    }
    const input: EngineInput = { type: 'paused', rungs, until: at, by: me.id };
    return this.commands.tell(id, me, input, 'case.pause', { rungs, until, reason });
  }

  @Post('resume')
  @HttpCode(200)
  @Action('cases.pause')
  resume(@Param('id', ParseUUIDPipe) id: string, @CurrentAccount() me: SignedIn): Promise<CaseView> {
    return this.commands.tell(id, me, { type: 'resumed', by: me.id }, 'case.resume');
  }
}
