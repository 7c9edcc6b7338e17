import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Audit, AuditAnchor, AuditSealer, type Verification } from '#audit';
import { Alarms } from '#cases';
import { Database, LOGGER } from '#platform';

/** Verifies the audit trail at the worker's start and once a day; a fault is logged and rings, once each. */
@Injectable()
export class TrailWatch {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
    private readonly sealer: AuditSealer,
    private readonly anchor: AuditAnchor,
    private readonly alarms: Alarms,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async look(): Promise<Verification> {
    // What waited for a worker is sealed and anchored first: standing still is no fault of the trail's.
    await this.sealer.seal();
    await this.anchor.append();
    const verdict = await this.audit.verify();
    await this.db.transaction((tx) =>
      this.audit.record(tx, {
        actor: null,
        actorKind: 'system',
        action: 'audit.verify',
        entity: 'audit',
        entityId: null,
        data: { ...verdict },
      }),
    );
    if (!verdict.ok) {
      this.log.error({ no: verdict.no, reason: verdict.reason }, 'the audit trail does not verify');
      await this.alarms.ringDesk(`audit_broken:${verdict.reason}:${verdict.no}`, 'audit_broken');
    }
    return verdict;
  }
}
