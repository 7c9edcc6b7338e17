import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { AlertInput } from '#contracts';
import { Database, DeskError } from '#platform';
import { Intake } from './intake.js';
import { Placement } from './place-alert.js';
import { MANUAL_SOURCE, Sources } from './sources.js';

/** What an officer types in: phone first, the rest as it becomes known. */
export interface ManualAlert extends Omit<AlertInput['person'], 'flags'> {
  fraudType: string;
  tier?: string;
  signals?: AlertInput['signals'];
  description?: string;
  amountFen?: number;
  flags?: AlertInput['person']['flags'];
}

/** Alerts by hand: in a case before the answer is given. */
@Injectable()
export class ManualAlerts {
  constructor(
    private readonly db: Database,
    private readonly intake: Intake,
    private readonly placement: Placement,
    private readonly sources: Sources,
  ) {}

  /** @throws DeskError invalid when nobody can be reached by it: the officer is there to correct it, so nothing is kept */
  async enter(manual: ManualAlert, by: string): Promise<{ alertId: string; caseId: string; caseNo: string }> {
    const source = await this.sources.byId(MANUAL_SOURCE);
    const { fraudType, tier, signals, description, amountFen, ...person } = manual;
    return this.db.transaction(async (tx) => {
      const raw = {
        sourceRef: randomUUID(),
        raisedAt: new Date(await tx.now()).toISOString(),
        fraudType,
        person,
        ...(tier === undefined ? {} : { tier }),
        ...(signals === undefined ? {} : { signals }),
        ...(description === undefined ? {} : { description }),
        ...(amountFen === undefined ? {} : { amountFen }),
      };
      const [result] = await this.intake.acceptIn(tx, source, [{ raw }]);
      const caseId = result!.status === 'quarantined' ? null : await this.placement.place(tx, result!.id, by);
      if (caseId === null) {
        throw new DeskError('invalid', 'a usable phone or identity number is needed', result!.errors ?? []);
      }
      const [row] = await tx.query<{ no: string }>(`SELECT no FROM desk_case WHERE id = $1`, [caseId]);
      return { alertId: result!.id, caseId, caseNo: row!.no };
    });
  }
}
