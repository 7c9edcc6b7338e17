import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Cases, CaseViews, type Actor } from '#cases';
import type { CaseView } from '#contracts';
import type { EngineInput } from '#escalation';
import type { SignedIn } from '#identity';
import { Database, type Tx } from '#platform';

export const actorOf = (me: SignedIn): Actor => ({ id: me.id, kind: 'account' });

/** What an account tells a case: decided and audited in one transaction, answered with the case as it is then. */
@Injectable()
export class CaseCommands {
  constructor(
    private readonly db: Database,
    private readonly cases: Cases,
    private readonly views: CaseViews,
    private readonly audit: Audit,
  ) {}

  /** @throws DeskError not_found, or what the engine refused; then nothing is audited either. */
  async tell(
    id: string,
    me: SignedIn,
    input: EngineInput,
    action: string,
    data: Record<string, unknown> = {},
  ): Promise<CaseView> {
    await this.db.transaction(async (tx) => {
      await this.cases.apply(tx, id, input, actorOf(me));
      await this.record(tx, me, action, id, data);
    });
    return this.views.view(id);
  }

  record(tx: Tx, me: SignedIn, action: string, id: string, data: Record<string, unknown>): Promise<void> {
    return this.audit.record(tx, {
      actor: me.id,
      actorKind: 'account',
      action,
      entity: 'case',
      entityId: id,
      data,
    });
  }
}
