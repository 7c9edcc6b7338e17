import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Cases, Playbooks } from '#cases';
import type { Need } from '#escalation';
import { Database, DeskError, Outbox, type Tx } from '#platform';
import { briefOf, stillWanted, tellCase, type CaseBrief } from './ladder-effect.js';
import { Stations } from './stations.js';
import type { VisitRow } from './visit.store.js';

/** A station has this long to accept, in seconds: critical, and the others [chosen]. */
const ACCEPT_CRITICAL_S = 10 * 60;
const ACCEPT_S = 30 * 60;

/** Sends a visit to the case's station; from the ladder, by hand, or anew after a refusal. */
@Injectable()
export class VisitDispatch implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly cases: Cases,
    private readonly stations: Stations,
    private readonly playbooks: Playbooks,
  ) {}

  onModuleInit(): void {
    this.outbox.register('outreach.visit', {
      queue: 'outreach',
      repeat: 'safe',
      timeoutMs: 10_000,
      maxTries: 8,
      wanted: stillWanted,
      handle: async ({ key, payload: { caseId, rungId, needs = [] } }) => {
        await this.db.transaction(async (tx) => {
          const brief = await briefOf(tx, caseId);
          if (!brief) return;
          const station = (await this.stations.find(tx, brief.station)) ?? (await this.stations.fallback(tx));
          const sent = await this.send(tx, brief, { station, rungId, needs, outboxKey: key, by: null });
          // One that was dispatched by hand before is the rung's now.
          if (sent === null) {
            await tx.query(
              `UPDATE visit SET rung_id = $2 WHERE case_id = $1 AND rung_id IS NULL
                  AND state IN ('dispatched', 'accepted', 'arrived')`,
              [caseId, rungId],
            );
          }
        });
        return { status: 'done' };
      },
      settled: (tx, row, result) => tellCase(tx, this.cases, row, result),
    });
  }

  /**
   * Dispatches by hand, to the named station or the case's own.
   *
   * @returns the visit's id. @throws DeskError not_found (case), case_ended, invalid (station), conflict while one is
   *   under way.
   */
  async byHand(caseId: string, station: string | undefined, by: string): Promise<string> {
    return this.db.transaction(async (tx) => {
      const brief = await briefOf(tx, caseId);
      if (!brief) throw new DeskError('not_found', 'no such case');
      if (brief.state === 'ended') throw new DeskError('case_ended', 'the case has ended');
      const named = await this.stations.find(tx, station ?? brief.station);
      if (station !== undefined && named === null) {
        const unknown = {
          field: 'station',
          code: 'unknown',
          message: 'no such station',
          messageZh: '没有该派出所',
        };
        throw new DeskError('invalid', 'no such station', [unknown]);
      }
      const rung = brief.rungs.find(
        ({ kind, status }) => kind === 'visit' && ['waiting', 'open', 'running'].includes(status),
      );
      const id = await this.send(tx, brief, {
        station: named ?? (await this.stations.fallback(tx)),
        rungId: rung?.id ?? null,
        needs: await this.playbooks.needs(tx, brief.id, 'visit'),
        outboxKey: null,
        by,
      });
      if (id === null) throw new DeskError('conflict', 'a visit is under way already');
      return id;
    });
  }

  /** After a refusal: the fallback station takes it, unless it was the fallback that refused. */
  async anew(tx: Tx, visit: Pick<VisitRow, 'case_id' | 'rung_id' | 'station' | 'needs'>): Promise<void> {
    const fallback = await this.stations.fallback(tx);
    const brief = await briefOf(tx, visit.case_id);
    if (!brief || visit.station === fallback) return;
    // Of a merged case it goes on, for the one that looks after it.
    if (brief.state === 'ended' && brief.mergedInto === null) return;
    await this.send(tx, brief, {
      station: fallback,
      rungId: visit.rung_id,
      needs: visit.needs,
      outboxKey: null,
      by: null,
    });
  }

  /**
   * @returns null when a visit of this case, or of one merged into it, is under way already, or this very effect was
   *   done before.
   */
  private async send(
    tx: Tx,
    brief: CaseBrief,
    to: {
      station: string;
      rungId: string | null;
      needs: Need[];
      outboxKey: string | null;
      by: string | null;
    },
  ): Promise<string | null> {
    const [visit] = await tx.query<{ id: string }>(
      `INSERT INTO visit (case_id, rung_id, station, outbox_key, dispatched_by, needs, accept_by)
       SELECT $1::uuid, $2::text, $3::text, $4::text, $5::uuid, $6::text[], holdline_now() + make_interval(secs => $7)
        WHERE NOT EXISTS (SELECT FROM visit v JOIN desk_case c ON c.id = v.case_id
                           WHERE c.merged_into = $1::uuid AND v.state IN ('dispatched', 'accepted', 'arrived'))
       ON CONFLICT DO NOTHING RETURNING id`,
      [
        brief.id,
        to.rungId,
        to.station,
        to.outboxKey,
        to.by,
        to.needs,
        brief.tier === 'critical' ? ACCEPT_CRITICAL_S : ACCEPT_S,
      ],
    );
    if (!visit) return null;
    this.cases.appendEvent(
      tx,
      brief.id,
      'visit_dispatched',
      { visitId: visit.id, station: to.station, rungId: to.rungId, needs: to.needs },
      to.by,
    );
    return visit.id;
  }
}
