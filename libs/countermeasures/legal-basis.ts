import { Injectable } from '@nestjs/common';
import { Audit } from '#audit';
import type { CountermeasureKind, CountermeasureTarget } from '#escalation';
import { Database, type Tx } from '#platform';
import { refused } from './countermeasure.policy.js';

export interface CountermeasureSwitch {
  kind: CountermeasureKind;
  target: CountermeasureTarget;
  enabled: boolean;
  legalBasis: string | null;
  /** Made up for the demo, and says so. */
  sample: boolean;
}

export interface CountermeasureLimit {
  defaultS: number;
  maxS: number;
  /** Most on one account, counted across cases. */
  perAccount: number | null;
}

/** Which countermeasures the office uses against what, on which legal basis, and how far (domain.md section 5). */
@Injectable()
export class LegalBasis {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
  ) {}

  switches(): Promise<CountermeasureSwitch[]> {
    return this.db.query<CountermeasureSwitch & Record<string, unknown>>(
      `SELECT kind, target, enabled, legal_basis AS "legalBasis", sample FROM countermeasure_switch
        ORDER BY target, kind`,
    );
  }

  /** Records the office's legal basis and switches the countermeasure on; a null basis switches it off. */
  async record(entry: {
    kind: CountermeasureKind;
    target: CountermeasureTarget;
    legalBasis: string | null;
    sample?: boolean;
    by: string | null;
  }): Promise<void> {
    const legalBasis = entry.legalBasis?.trim() || null;
    await this.db.transaction(async (tx) => {
      const changed = await tx.query(
        `UPDATE countermeasure_switch SET enabled = $3::text IS NOT NULL, legal_basis = $3, sample = $4,
                recorded_by = $5, recorded_at = holdline_now() WHERE kind = $1 AND target = $2 RETURNING kind`,
        [entry.kind, entry.target, legalBasis, entry.sample ?? false, entry.by],
      );
      if (changed.length === 0) {
        throw refused(
          'invalid',
          'target',
          'kind_not_for_target',
          'no such countermeasure',
          '该措施不适用于此对象',
        );
      }
      await this.audit.record(tx, {
        actor: entry.by,
        actorKind: entry.by === null ? 'system' : 'account',
        action: legalBasis === null ? 'countermeasure.switched_off' : 'countermeasure.switched_on',
        entity: 'countermeasure_switch',
        entityId: `${entry.kind}:${entry.target}`,
        data: { legalBasis, sample: entry.sample ?? false },
      });
    });
  }

  /** The recorded basis and the limits. @throws DeskError wrong_state when it is switched off */
  async allowed(
    tx: Pick<Tx, 'query'>,
    kind: CountermeasureKind,
    target: CountermeasureTarget,
  ): Promise<{ legalBasis: string; limit: CountermeasureLimit }> {
    const [row] = await tx.query<CountermeasureLimit & { enabled: boolean; legalBasis: string }>(
      `SELECT s.enabled, s.legal_basis AS "legalBasis", l.default_s AS "defaultS", l.max_s AS "maxS",
              l.per_account AS "perAccount"
         FROM countermeasure_switch s JOIN countermeasure_limit l ON l.kind = s.kind
        WHERE s.kind = $1 AND s.target = $2`,
      [kind, target],
    );
    if (!row?.enabled) {
      throw refused(
        'wrong_state',
        'target',
        'switched_off',
        'no legal basis is recorded for this',
        '本单位尚未登记该措施的法律依据，不得使用',
      );
    }
    const { legalBasis, defaultS, maxS, perAccount } = row;
    return { legalBasis, limit: { defaultS, maxS, perAccount } };
  }
}

/** The demo's basis for everything that touches the person; its words say that it is a sample. */
export async function recordSampleLegalBasis(basis: LegalBasis): Promise<void> {
  for (const one of await basis.switches()) {
    if (one.enabled) continue;
    await basis.record({
      kind: one.kind,
      target: one.target,
      legalBasis:
        '【演示样例，非真实依据】本单位技术反制措施试行规定 / SAMPLE for the demo, no real legal basis',
      sample: true,
      by: null,
    });
  }
}
