import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { Audit } from '#audit';
import { Cases, Queue } from '#cases';
import type { QueueItem, RelativeView } from '#contracts';
import { Action, CurrentAccount, type SignedIn } from '#identity';
import { AlertContribution } from '#intake';
import { People } from '#people';
import { Database, DeskError, type Tx } from '#platform';
import { NewRelativeDto, RevealDto, SearchDto } from './people.dto.js';

/** Most lines a search answers with. */
const MOST_FOUND = 100;

/** Looks behind the mask, searches and relatives: each is on the record before its answer leaves. */
@Controller('cases')
export class PeopleController {
  constructor(
    private readonly db: Database,
    private readonly people: People,
    private readonly cases: Cases,
    private readonly queue: Queue,
    private readonly alerts: AlertContribution,
    private readonly audit: Audit,
  ) {}

  /** A POST, because personal data never travels in a URL. */
  @Post('search')
  @HttpCode(200)
  @Action('cases.search')
  async search(@Body() query: SearchDto, @CurrentAccount() me: SignedIn): Promise<{ items: QueueItem[] }> {
    const { no, ...person } = query;
    const items = no
      ? await this.byNumber(no)
      : await this.queue.ofPersons(await this.people.search(person), MOST_FOUND);
    const by = Object.entries(query).flatMap(([field, value]) => (value === undefined ? [] : [field]));
    await this.db.transaction((tx) =>
      this.record(tx, me, 'person.search', null, { by, found: items.length }),
    );
    return { items };
  }

  /** One field in the clear, for a reason that is kept. */
  @Post(':id/reveal')
  @HttpCode(200)
  @Action('cases.reveal')
  async reveal(
    @Param('id', ParseUUIDPipe) caseId: string,
    @Body() { field, relativeId, alertId, reason }: RevealDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<{ value: string | null }> {
    const personId = await this.personOf(this.db, caseId);
    const value =
      field === 'relative_phone' || field === 'relative_name'
        ? await this.ofRelative(personId, relativeId!, field)
        : field === 'description'
          ? await this.alerts.reveal(caseId, alertId!)
          : await this.people.reveal(personId, field);
    await this.db.transaction(async (tx) => {
      const what = { field, ...(relativeId ? { relativeId } : {}), ...(alertId ? { alertId } : {}) };
      this.cases.appendEvent(tx, caseId, 'revealed', what, me.id);
      await this.record(tx, me, 'person.reveal', personId, { ...what, reason, caseId });
    });
    return { value };
  }

  @Post(':id/relatives')
  @Action('cases.relative')
  async addRelative(
    @Param('id', ParseUUIDPipe) caseId: string,
    @Body() relative: NewRelativeDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<RelativeView> {
    const { personId, relativeId } = await this.db.transaction(async (tx) => {
      const held = await this.cases.lock(tx, caseId);
      const added = await this.people.addRelative(tx, held.personId, relative, me.id);
      const { hasRelative } = await this.people.facts(tx, held.personId);
      if (held.snapshot.state !== 'ended' && hasRelative !== held.snapshot.facts.hasRelative) {
        const facts = { ...held.snapshot.facts, hasRelative };
        this.cases.step(tx, held, { type: 'facts_changed', facts }, me.id);
      }
      const { mayContact } = relative;
      this.cases.appendEvent(tx, caseId, 'relative_added', { relativeId: added, mayContact }, me.id);
      await this.record(tx, me, 'relative.add', held.personId, { relativeId: added, mayContact, caseId });
      return { personId: held.personId, relativeId: added };
    });
    return (await this.people.relatives(personId)).find((view) => view.id === relativeId)!;
  }

  private async byNumber(no: string): Promise<QueueItem[]> {
    const item = await this.queue.byNumber(no.trim());
    return item ? [item] : [];
  }

  private async ofRelative(
    personId: string,
    relativeId: string,
    field: 'relative_phone' | 'relative_name',
  ): Promise<string | null> {
    const found = await this.people.revealRelative(relativeId, field);
    // Somebody else's relative is not to be seen through this case.
    if (found.personId !== personId) throw new DeskError('not_found', 'no such relative');
    return found.value;
  }

  private async personOf(tx: Pick<Tx, 'query'>, caseId: string): Promise<string> {
    const [row] = await tx.query<{ person_id: string }>(`SELECT person_id FROM desk_case WHERE id = $1`, [
      caseId,
    ]);
    if (!row) throw new DeskError('not_found', 'no such case');
    return row.person_id;
  }

  private record(
    tx: Tx,
    me: SignedIn,
    action: string,
    personId: string | null,
    data: Record<string, unknown>,
  ): Promise<void> {
    return this.audit.record(tx, {
      actor: me.id,
      actorKind: 'account',
      action,
      entity: 'person',
      entityId: personId,
      data,
    });
  }
}
