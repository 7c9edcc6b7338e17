import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import { Cases } from '#cases';
import { People } from '#people';
import { Database, DeskError, KeyRing } from '#platform';

export interface InboundCall {
  phone?: string;
  /** Case number. */
  no?: string;
  /** The code that our SMS told the person to name (96110). */
  code?: string;
}

/** A call that comes in: finds its case by number or code and is noted on it as an inbound contact. */
@Injectable()
export class InboundCalls {
  constructor(
    private readonly db: Database,
    private readonly cases: Cases,
    private readonly people: People,
    private readonly keys: KeyRing,
    private readonly audit: Audit,
  ) {}

  /**
   * @returns the case, null when nobody can be told for sure; and the id under which the officer records what came of
   *   the call (`kind: inbound_call`)
   * @throws DeskError invalid when neither phone, case number nor code is given
   */
  async take(call: InboundCall, by: string): Promise<{ caseId: string | null; attemptId: string | null }> {
    const found = await this.find(call);
    if (found === null) return { caseId: null, attemptId: null };
    const attemptId = randomUUID();
    await this.db.transaction(async (tx) => {
      this.cases.appendEvent(tx, found.caseId, 'inbound_call', { attemptId, foundBy: found.foundBy }, by);
      await this.audit.record(tx, {
        actor: by,
        actorKind: 'account',
        action: 'inbound_call.take',
        entity: 'case',
        entityId: found.caseId,
        data: { foundBy: found.foundBy },
      });
    });
    return { caseId: found.caseId, attemptId };
  }

  private async find(call: InboundCall): Promise<{ caseId: string; foundBy: keyof InboundCall } | null> {
    if (call.no) return found('no', await this.byNo(call.no));
    if (call.code) return found('code', await this.byCode(call.code));
    if (call.phone) return found('phone', await this.byPhone(call.phone));
    throw new DeskError('invalid', 'name a phone, a case number or a code', [
      {
        field: 'phone',
        code: 'missing',
        message: 'phone, no or code is needed',
        messageZh: '请填写来电号码、案件编号或核验码',
      },
    ]);
  }

  private async byNo(no: string): Promise<string | null> {
    const row = await this.db.one<{ id: string }>(
      `SELECT coalesce(merged_into, id) AS id FROM desk_case WHERE no = $1`,
      [no.trim()],
    );
    return row?.id ?? null;
  }

  /** Codes are derived, not stored; live cases are few enough to derive them all (50 ms for 10,000). */
  private async byCode(code: string): Promise<string | null> {
    // Whoever was told the code of a case that was merged since still has it.
    const live = await this.db.query<{ id: string; keeper: string }>(
      `SELECT id, id AS keeper FROM desk_case WHERE state <> 'ended'
       UNION ALL
       SELECT c.id, k.id FROM desk_case c JOIN desk_case k ON k.id = c.merged_into
        WHERE c.merged_into IS NOT NULL AND k.state <> 'ended'`,
    );
    const matching = live.filter(({ id }) => this.keys.verificationCode(id) === code.trim());
    // Two live cases may share six digits; then the officer asks for the number.
    return matching.length === 1 ? matching[0]!.keeper : null;
  }

  /** The live case of whoever has the number, else their last one. */
  private async byPhone(phone: string): Promise<string | null> {
    const persons = await this.people.personByPhone(phone);
    const relatives = persons.length > 0 ? [] : await this.people.relativeByPhone(phone);
    const ids = [...persons, ...relatives.map(({ personId }) => personId)];
    if (ids.length === 0) return null;
    const row = await this.db.one<{ id: string }>(
      `SELECT k.id FROM desk_case c JOIN desk_case k ON k.id = coalesce(c.merged_into, c.id)
        WHERE c.person_id = ANY ($1) ORDER BY k.state = 'ended', c.received_at DESC LIMIT 1`,
      [ids],
    );
    return row?.id ?? null;
  }
}

function found(
  foundBy: keyof InboundCall,
  caseId: string | null,
): { caseId: string; foundBy: keyof InboundCall } | null {
  return caseId === null ? null : { caseId, foundBy };
}
