import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  checkPlaybook,
  diffPlaybooks,
  PlaybookDesk,
  Playbooks,
  PlaybookSimulation,
  readPlaybook,
  timeOf,
} from '#cases';
import type {
  PlaybookComparison,
  PlaybookDifference,
  PlaybookText,
  PlaybookVerdict,
  PlaybookVersion,
} from '#contracts';
import { PLAYBOOK_SCHEMA } from '#escalation';
import { Action, CurrentAccount, type SignedIn } from '#identity';
import {
  PlaybookDiffDto,
  PlaybookDraftDto,
  PlaybookParams,
  PlaybookPublishDto,
  PlaybookSimulationDto,
  PlaybookTextDto,
} from './playbooks.dto.js';

/** The ladders that cases climb: read, checked, compared, drafted by one and published by another. */
@ApiTags('playbooks')
@Controller('playbooks')
export class PlaybooksController {
  constructor(
    private readonly desk: PlaybookDesk,
    private readonly playbooks: Playbooks,
    private readonly simulation: PlaybookSimulation,
  ) {}

  @Get()
  @Action('playbooks.read')
  list(): Promise<PlaybookVersion[]> {
    return this.desk.list();
  }

  /** The JSON Schema of a playbook. */
  @Get('schema')
  @Action('playbooks.read')
  schema(): Record<string, unknown> {
    return PLAYBOOK_SCHEMA;
  }

  @Get(':id/:version')
  @Action('playbooks.read')
  read(@Param() ref: PlaybookParams): Promise<PlaybookText> {
    return this.desk.read(ref);
  }

  /** Says everything that keeps this text from being published; keeps nothing. */
  @Post('validate')
  @HttpCode(200)
  @Action('playbooks.read')
  validate(@Body() { document }: PlaybookTextDto): PlaybookVerdict {
    return checkPlaybook(document);
  }

  /** What a text would change. */
  @Post('diff')
  @HttpCode(200)
  @Action('playbooks.read')
  async diff(@Body() { before, after }: PlaybookDiffDto): Promise<PlaybookDifference[]> {
    const from = before === undefined ? await this.playbooks.inForce() : readPlaybook(before);
    return diffPlaybooks(from, readPlaybook(after));
  }

  /** Keeps a draft as the next version of the playbook it names. */
  @Post()
  @Action('playbooks.draft')
  async draft(
    @Body() { document, note }: PlaybookDraftDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<PlaybookText> {
    return this.desk.read(await this.desk.draft(document, note, me.id));
  }

  /**
   * What the last days would have looked like under this version, beside the one in force: the desk's own alerts (a desk that
   * had none: made-up ones), modelled people. May take a minute.
   */
  @Post(':id/:version/simulate')
  @HttpCode(200)
  @Action('playbooks.draft')
  simulate(
    @Param() ref: PlaybookParams,
    @Body() wish: PlaybookSimulationDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<PlaybookComparison> {
    return this.simulation.compare(ref, wish, me.id);
  }

  /** Cases that open from then on begin with it; those that are open keep theirs. */
  @Post(':id/:version/publish')
  @HttpCode(200)
  @Action('playbooks.publish')
  async publish(
    @Param() ref: PlaybookParams,
    @Body() { effectiveFrom }: PlaybookPublishDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<PlaybookText> {
    const from = effectiveFrom === undefined ? undefined : timeOf('effectiveFrom', effectiveFrom);
    await this.desk.publish(ref, from, me.id);
    return this.desk.read(ref);
  }

  @Delete(':id/:version')
  @HttpCode(204)
  @Action('playbooks.draft')
  discard(@Param() ref: PlaybookParams, @CurrentAccount() me: SignedIn): Promise<void> {
    return this.desk.discard(ref, me.id);
  }
}
