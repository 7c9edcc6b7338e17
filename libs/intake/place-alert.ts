import { Injectable } from '@nestjs/common';
import { Cases, type FreshCase } from '#cases';
import { TIERS } from '#escalation';
import { People, type Placed } from '#people';
import { KeyRing, type Tx } from '#platform';
import { payloadContext } from './alert-content.js';
import { examineAlert, type Examined, type UsableAlert } from './examine-alert.js';
import { bringsNews, LOCK, mergedFacts, NO_PAST, pastOf, type PlacingRow } from './placing-facts.js';
import { triageAlert } from './triage-alert.js';

/** An alert that is to be placed, and whom it names. */
interface Placing {
  row: PlacingRow;
  alert: UsableAlert;
  named: NamedForPlacing;
  fresh: FreshCase;
}

/** An alert that was placed: its case and its person. */
interface Filed {
  row: PlacingRow;
  filedIn: string;
  personId: string;
}

/** Puts accepted alerts in cases: person, triage, open or join; repeating it changes nothing. */
@Injectable()
export class Placement {
  constructor(
    private readonly cases: Cases,
    private readonly people: People,
    private readonly keys: KeyRing,
  ) {}

  /**
   * In the caller's transaction.
   *
   * @returns the case that looks after it, null when it is in none because it waits in quarantine or is gone
   */
  async place(tx: Tx, alertId: string, by: string | null = null): Promise<string | null> {
    return (await this.placeAll(tx, [alertId], by)).get(alertId) ?? null;
  }

  /**
   * Many in the caller's transaction. Nobody else's case or past can be touched by alerts on people whom nobody knows of,
   * so those are written without waiting for one another; the others one after the other.
   *
   * @returns the case that looks after each, as `place`
   */
  async placeAll(
    tx: Tx,
    alertIds: readonly string[],
    by: string | null = null,
  ): Promise<Map<string, string | null>> {
    const [rows, fresh] = await Promise.all([
      tx.query<PlacingRow & Record<string, unknown>>(LOCK, [alertIds]),
      this.cases.fresh(tx, alertIds.length),
    ]);
    const cases = new Map<string, string | null>();
    const placing: Placing[] = [];
    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const id of new Set(alertIds)) {
      const row = byId.get(id);
      if (!row || row.status === 'quarantined' || row.status === 'dismissed') continue;
      if (row.case_id !== null && row.placed_revision >= row.revision) {
        cases.set(row.id, row.merged_into ?? row.case_id);
        continue;
      }
      const { alert } = this.read(row.payload_sealed, row, row.revision);
      const named = await this.nameable(tx, row, alert);
      if (named) placing.push({ row, alert, named, fresh: fresh.pop()! });
      else await this.quarantine(tx, row.id, [{ field: 'person', code: 'nobody_reachable' }]);
    }
    const strangers = await this.people.placeStrangers(
      tx,
      placing.map(({ named }) => named),
    );
    const put = async ({ row, alert, fresh }: Placing, placed: Placed): Promise<Filed> => {
      const { caseId, filedIn } = await this.openOrJoin(tx, row, alert, { ...placed, fresh }, by);
      cases.set(row.id, caseId);
      return { row, filedIn, personId: placed.personId };
    };
    const unknown = placing.flatMap((one, i) => (strangers[i] ? [put(one, strangers[i])] : []));
    if (unknown.length > 0) file(tx, await Promise.all(unknown));
    const known = placing.filter((_, i) => !strangers[i]);
    for (const one of known) file(tx, [await put(one, await this.people.place(tx, one.named))]);
    return cases;
  }

  /** Quarantines an accepted alert that cannot be placed, with a clock like any other. */
  async quarantine(tx: Tx, alertId: string, reasons: { field: string; code: string }[]): Promise<void> {
    await tx.query(
      `UPDATE alert SET status = 'quarantined', reasons = $2, due_at = holdline_now() + interval '3 minutes',
              alarmed_at = NULL WHERE id = $1 AND case_id IS NULL AND status IN ('accepted', 'revised')`,
      [alertId, JSON.stringify(reasons)],
    );
  }

  /** The alert's content at a revision, examined as it was when it came. */
  read(
    sealed: Buffer,
    row: Pick<PlacingRow, 'source_id' | 'source_ref' | 'read_ms'>,
    revision: number,
  ): Examined {
    const context = payloadContext(row.source_id, row.source_ref, revision);
    const raw: unknown = JSON.parse(this.keys.open('alert', sealed, context).toString('utf8'));
    return examineAlert(raw, row.read_ms);
  }

  /** Whom the alert names; a revision that names nobody goes to whom an earlier one named. */
  private async nameable(tx: Tx, row: PlacingRow, alert: UsableAlert): Promise<NamedForPlacing | null> {
    if (alert.person.phone !== null || alert.person.idNumber !== null) return namedIn(alert);
    const earlier = await tx.query<{ revision: number; payload_sealed: Buffer }>(
      `SELECT revision, payload_sealed FROM alert_revision WHERE alert_id = $1 ORDER BY revision DESC`,
      [row.id],
    );
    for (const { revision, payload_sealed } of earlier) {
      const examined = this.read(payload_sealed, row, revision);
      if (examined.reachable) return { ...namedIn(alert), ...keysOf(examined.alert) };
    }
    return null;
  }

  private async openOrJoin(
    tx: Tx,
    row: PlacingRow,
    alert: UsableAlert,
    { personId, facts: known, created, now, fresh }: Placed & { fresh: FreshCase },
    by: string | null,
  ): Promise<{ caseId: string; filedIn: string }> {
    // Somebody who was not known a moment ago has neither a case nor earlier alerts.
    const live = created ? null : await this.cases.lockLiveOf(tx, personId);
    const own = !live && row.case_id !== null && row.person_id === personId ? row.case_id : null;
    const told = live ?? (own === null ? null : await this.cases.lock(tx, own));
    const past = created ? NO_PAST : await pastOf(tx, row, personId, told?.id ?? null);
    const facts = mergedFacts(
      row,
      alert,
      known,
      past,
      live && { ...live, isOwn: live.personId === personId },
    );
    const news = bringsNews(row, alert, told?.snapshot.facts, past);
    const { tier, floor, reasons } = triageAlert(alert, {
      sourceFloor: row.tier_floor === null ? null : TIERS[row.tier_floor]!,
      now: row.read_ms,
      flags: known.flags,
      alertsIn30Days: facts.alertsIn30Days,
    });

    if (row.case_id !== null && row.person_id === personId) {
      // A revision of what the case knows: it tells, and it may raise, but it is no further alert.
      this.cases.appendEvent(
        tx,
        row.case_id,
        'alert_revised',
        { alertId: row.id, revision: row.revision },
        by,
      );
      const heardBy = row.merged_into ?? row.case_id;
      if (live?.id === heardBy) {
        this.cases.step(tx, live, { type: 'alert_joined', tier, reasons, facts, news }, by);
        tx.send(`UPDATE desk_case SET amount_fen = greatest(amount_fen, $2) WHERE id = $1`, [
          live.id,
          alert.amountFen,
        ]);
        return { caseId: live.id, filedIn: row.case_id };
      }
      if (!news) return { caseId: heardBy, filedIn: row.case_id };
    } else if (row.case_id !== null) {
      this.cases.appendEvent(tx, row.case_id, 'alert_moved', { alertId: row.id, revision: row.revision }, by);
    }
    return this.cases.openOrJoin(tx, {
      alertId: row.id,
      personId,
      ...(created ? { newPerson: { ...fresh, now } } : {}),
      receivedAt: row.received_ms,
      raisedAt: alert.raisedAt,
      tier,
      tierFloor: floor,
      reasons,
      facts,
      station: alert.person.station,
      amountFen: alert.amountFen,
      news,
      by,
    });
  }
}

/** Writes down where alerts are and whose. */
function file(tx: Tx, filed: readonly Filed[]): void {
  tx.send(
    `UPDATE alert a SET case_id = f.case_id, person_id = f.person_id, placed_revision = f.revision,
            placed_at = holdline_now()
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[]) AS f(id, case_id, person_id, revision)
      WHERE a.id = f.id`,
    [
      filed.map(({ row }) => row.id),
      filed.map(({ filedIn }) => filedIn),
      filed.map(({ personId }) => personId),
      filed.map(({ row }) => row.revision),
    ],
  );
}

type NamedForPlacing = Parameters<People['place']>[1];

function namedIn({ person }: UsableAlert): NamedForPlacing {
  return {
    ...keysOf({ person }),
    ...(person.name === null ? {} : { name: person.name }),
    ...(person.address === null ? {} : { address: person.address }),
    ...(person.station === null ? {} : { station: person.station }),
    flags: person.flags,
  };
}

function keysOf({ person }: Pick<UsableAlert, 'person'>): Pick<NamedForPlacing, 'phone' | 'idNumber'> {
  return {
    ...(person.phone === null ? {} : { phone: person.phone }),
    ...(person.idNumber === null ? {} : { idNumber: person.idNumber }),
  };
}
