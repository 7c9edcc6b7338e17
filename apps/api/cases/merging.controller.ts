import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { CaseViews, Merging, type Merger } from '#cases';
import type { CaseView } from '#contracts';
import { Action, CurrentAccount, may, type SignedIn } from '#identity';
import { Database } from '#platform';
import { CaseCommands } from './case-commands.js';
import { MergeDto, ReasonDto } from './cases.dto.js';

const mergerOf = (me: SignedIn): Merger => ({ id: me.id, supervises: may(me.role, 'cases.take_over') });

/** A case that doubles another one, and one that turned out not to. */
@Controller('cases/:id')
export class MergingController {
  constructor(
    private readonly db: Database,
    private readonly merging: Merging,
    private readonly commands: CaseCommands,
    private readonly views: CaseViews,
  ) {}

  /**
   * Merges the case into another one, which looks after it from then on: this one ends as its duplicate. An officer
   * holds one of the two. The only way in which a case ends as `duplicate`.
   */
  @Post('merge')
  @HttpCode(200)
  @Action('cases.merge')
  async merge(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { into, reason, twoIdNumbers = false }: MergeDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<CaseView> {
    await this.db.transaction(async (tx) => {
      await this.merging.merge(tx, id, into, mergerOf(me), twoIdNumbers);
      await this.commands.record(tx, me, 'case.merge', id, { into, reason, twoIdNumbers });
      await this.commands.record(tx, me, 'case.take_in', into, { from: id, reason });
    });
    return this.views.view(id);
  }

  /** It was no duplicate: the case begins anew, and the other one goes on without it. An officer holds that other one. */
  @Post('unmerge')
  @HttpCode(200)
  @Action('cases.unmerge')
  async unmerge(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: ReasonDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<CaseView> {
    await this.db.transaction(async (tx) => {
      const from = await this.merging.unmerge(tx, id, mergerOf(me));
      await this.commands.record(tx, me, 'case.unmerge', id, { from, reason });
      await this.commands.record(tx, me, 'case.give_back', from, { to: id, reason });
    });
    return this.views.view(id);
  }
}
