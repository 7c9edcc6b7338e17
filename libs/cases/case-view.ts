import { Injectable } from '@nestjs/common';
import type { AttemptView, CaseView, MaybeMerged, OtherCase, RungView, TimelineEntry } from '#contracts';
import { callerIdOf, indexOf, ladderFor, TIERS, type CaseSnapshot, type Playbook } from '#escalation';
import { People } from '#people';
import { Database, DeskError, KeyRing, NOW_MS } from '#platform';
import { Contributions, type Contributed } from './contributions.js';
import { OtherCases } from './other-cases.js';
import { LEASE_END } from './queue.sql.js';
import { iso, leaseView, mergedIntoOf, QUEUE_COLUMNS, stepView, type QueueRow } from './queue.js';
import { Playbooks } from './playbooks/playbooks.js';
import { restoredSnapshot } from './stored-snapshot.js';

type ViewRow = QueueRow & { snapshot: CaseSnapshot; now: number; ended_at: Date | null };

interface AttemptRow extends Omit<AttemptView, 'note' | 'by' | 'startedAt' | 'endedAt' | 'rungId'> {
  case_id: string;
  rung_id: string | null;
  by_id: string | null;
  by_name: string | null;
  started_at: Date | null;
  ended_at: Date;
  note_sealed: Buffer | null;
}

interface EventRow {
  id: string;
  seq: number | null;
  at: Date;
  kind: string;
  data: Record<string, unknown>;
  by_id: string | null;
  by_name: string | null;
}

/** Newest entries of a case's timeline that its view carries. */
const TIMELINE_LENGTH = 300;

/** The whole of one case as the console shows it: masked, with what the other features contribute. */
@Injectable()
export class CaseViews {
  constructor(
    private readonly db: Database,
    private readonly people: People,
    private readonly keys: KeyRing,
    private readonly contributions: Contributions,
    private readonly others: OtherCases,
    private readonly playbooks: Playbooks,
  ) {}

  /** @throws DeskError not_found */
  async view(caseId: string): Promise<CaseView> {
    const row = await this.db.one<ViewRow>(
      `SELECT ${QUEUE_COLUMNS}, c.snapshot, c.ended_at, ${NOW_MS} AS now FROM desk_case c
         LEFT JOIN account a ON a.id = c.lease_by AND ${LEASE_END} > holdline_now() WHERE c.id = $1`,
      [caseId],
    );
    if (!row) throw new DeskError('not_found', 'no such case');
    const merged = await this.others.mergedInto(caseId);
    const [people, relatives, related, attempts, timeline, visits, countermeasures, messages, alerts] =
      await Promise.all([
        this.people.masked([row.person_id]),
        this.people.relatives(row.person_id),
        row.state === 'ended' ? [] : this.others.related(row.person_id),
        this.attempts(caseId, merged),
        this.timeline(caseId),
        this.listed('visits', caseId, merged),
        this.listed('countermeasures', caseId, merged),
        this.listed('messages', caseId, merged),
        this.alerts(caseId, merged),
      ]);
    const s = restoredSnapshot(row.snapshot, null);
    return {
      id: row.id,
      no: row.no,
      version: row.version,
      state: row.state,
      tier: TIERS[row.tier]!,
      fraudType: row.fraud_type,
      signals: s.facts.signals,
      amountFen: row.amount_fen,
      station: row.station,
      receivedAt: row.received_at.toISOString(),
      endedAt: row.ended_at?.toISOString() ?? null,
      result: s.result,
      mergedInto: mergedIntoOf(row),
      merged,
      related: related.filter(({ id }) => id !== caseId),
      person: people.get(row.person_id)!,
      relatives,
      tierReasons: s.tierReasons.map((reason) => ({ ...reason, at: iso(reason.at) })),
      warnings: alerts.warnings,
      suspect: alerts.suspect,
      descriptions: alerts.descriptions,
      next: stepView(row.next),
      playbook: s.playbook,
      rungs: rungViews(s, await this.playbooks.of(s.playbook)),
      lease: leaseView(row),
      confirmation: s.confirmation && { kind: s.confirmation.kind, dueAt: iso(s.confirmation.dueAt) },
      pause: s.pause && { rungs: s.pause.rungs, until: iso(s.pause.until) },
      attempts,
      visits,
      countermeasures,
      messages,
      timeline,
      verificationCode: this.keys.verificationCode(row.id),
      now: iso(row.now),
    };
  }

  /** What a feature lists of the case and of those merged into it, each marked with where it is from. */
  private async listed<K extends 'visits' | 'countermeasures' | 'messages'>(
    part: K,
    caseId: string,
    merged: readonly OtherCase[],
  ): Promise<Contributed[K]> {
    const said = await this.contributions.ofAll(part, [caseId, ...merged.map(({ id }) => id)]);
    const all = [...said].flatMap(([id, items]) => items.map((item) => ({ ...item, ...mark(merged, id) })));
    return all as Contributed[K];
  }

  private async alerts(
    caseId: string,
    merged: readonly OtherCase[],
  ): Promise<Omit<Contributed['alerts'], 'signals'>> {
    const said = await this.contributions.ofAll('alerts', [caseId, ...merged.map(({ id }) => id)]);
    const parts = [...said.values()];
    const known = (side: keyof CaseView['suspect']): string[] => [
      ...new Set(parts.flatMap(({ suspect }) => suspect[side])),
    ];
    return {
      warnings: parts.flatMap(({ warnings }) => warnings),
      suspect: {
        phones: known('phones'),
        accounts: known('accounts'),
        urls: known('urls'),
        apps: known('apps'),
      },
      descriptions: [...said].flatMap(([id, { descriptions }]) =>
        descriptions.map((one) => ({ ...one, ...mark(merged, id) })),
      ),
    };
  }

  private async attempts(caseId: string, merged: readonly OtherCase[]): Promise<AttemptView[]> {
    const rows = await this.db.query<AttemptRow>(
      `SELECT t.id, t.case_id, t.kind, t.rung_id, t.outcome, t.started_at, t.ended_at, t.note_sealed,
              t.counted_on IS NOT NULL AS counted, a.id AS by_id, a.name AS by_name
         FROM attempt t LEFT JOIN account a ON a.id = t.by WHERE t.case_id = ANY ($1) ORDER BY t.ended_at, t.id`,
      [[caseId, ...merged.map(({ id }) => id)]],
    );
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      rungId: row.rung_id,
      outcome: row.outcome,
      by: named(row),
      startedAt: row.started_at?.toISOString() ?? null,
      endedAt: row.ended_at.toISOString(),
      note: row.note_sealed ? this.keys.open('note', row.note_sealed, row.id).toString('utf8') : null,
      counted: row.counted,
      ...mark(merged, row.case_id),
    }));
  }

  private async timeline(caseId: string): Promise<TimelineEntry[]> {
    const rows = await this.db.query<EventRow>(
      `SELECT e.id, e.seq, e.at, e.kind, e.data, a.id AS by_id, a.name AS by_name
         FROM case_event e LEFT JOIN account a ON a.id = e.by
        WHERE e.case_id = $1 ORDER BY e.id DESC LIMIT ${TIMELINE_LENGTH}`,
      [caseId],
    );
    return rows.map((row) => ({
      id: row.id,
      seq: row.seq,
      at: row.at.toISOString(),
      kind: row.kind,
      by: named(row),
      data: row.data,
    }));
  }
}

function rungViews(s: CaseSnapshot, playbook: Playbook): RungView[] {
  const specs = ladderFor(indexOf(playbook), s.tier, s.facts).byId;
  return s.rungs.map((rung) => ({
    id: rung.id,
    kind: rung.kind,
    status: rung.status,
    startAt: iso(rung.startAt),
    dueAt: rung.dueAt === null ? null : iso(rung.dueAt),
    anchoredAt: iso(rung.anchoredAt),
    attempts: rung.attempts,
    maxAttempts: specs.get(rung.id)?.attempts?.max ?? null,
    callerId: rung.kind === 'call' ? callerIdOf(rung, specs.get(rung.id)) : null,
    needs: [...(specs.get(rung.id)?.needs ?? [])],
    outcome: rung.outcome ?? null,
    reason: rung.reason ?? null,
  }));
}

/** Where something on the screen is from, when it is of a merged case. */
function mark(merged: readonly OtherCase[], caseId: string): MaybeMerged {
  const from = merged.find(({ id }) => id === caseId);
  return from ? { from: from.no } : {};
}

const named = (row: { by_id: string | null; by_name: string | null }): { id: string; name: string } | null =>
  row.by_id === null ? null : { id: row.by_id, name: row.by_name ?? '' };
