import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Audit } from '#audit';
import type { AuditPage, AuditVerdict } from '#contracts';
import { Accounts, Action, CurrentAccount, type SignedIn } from '#identity';
import { Database } from '#platform';
import { AuditQuery } from './audit.dto.js';

/** The trail, for the auditor; looking at it is an entry too. */
@ApiTags('audit')
@Controller('audit')
export class AuditController {
  constructor(
    private readonly audit: Audit,
    private readonly accounts: Accounts,
    private readonly db: Database,
  ) {}

  @Get()
  @Action('audit.read')
  async list(@Query() query: AuditQuery, @CurrentAccount() me: SignedIn): Promise<AuditPage> {
    const { actor, limit, ...filter } = query;
    const id = actor === undefined ? undefined : await this.accounts.idOf(actor);
    // Somebody who is not there has done nothing.
    const entries =
      id === null ? [] : await this.audit.list({ ...filter, ...(id ? { actor: id } : {}), limit });
    await this.record(me, 'audit.read', { ...filter, ...(actor === undefined ? {} : { actor: id }) });
    const names = await this.accounts.names(entries.flatMap((entry) => entry.actor ?? []));
    const items = entries.map((entry) => ({
      ...entry,
      actor: entry.actor === null ? null : { id: entry.actor, name: names.get(entry.actor) ?? '' },
    }));
    return { items, next: items.length === limit ? items.at(-1)!.id : null };
  }

  /** Recomputes the whole chain and holds it against the anchors. */
  @Post('verify')
  @HttpCode(200)
  @Action('audit.verify')
  async verify(@CurrentAccount() me: SignedIn): Promise<AuditVerdict> {
    const verdict = await this.audit.verify();
    await this.record(
      me,
      'audit.verify',
      verdict.ok ? { ok: true, entries: verdict.entries } : { ...verdict },
    );
    return verdict;
  }

  private record(me: SignedIn, action: string, data: Record<string, unknown>): Promise<void> {
    return this.db.transaction((tx) =>
      this.audit.record(tx, {
        actor: me.id,
        actorKind: 'account',
        action,
        entity: 'audit',
        entityId: null,
        data,
      }),
    );
  }
}
