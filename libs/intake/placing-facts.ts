import type { Cases } from '#cases';
import type { CaseFacts } from '#escalation';
import type { KnownFacts } from '#people';
import type { Tx } from '#platform';
import type { UsableAlert } from './examine-alert.js';

/** An alert under its row lock, as it is when it is to be placed. */
export interface PlacingRow {
  id: string;
  source_id: string;
  source_ref: string;
  status: 'accepted' | 'revised' | 'quarantined' | 'dismissed';
  revision: number;
  placed_revision: number;
  received_ms: number;
  read_ms: number;
  payload_sealed: Buffer;
  suspect_index: Buffer[];
  case_id: string | null;
  /** The case that looks after that one. */
  merged_into: string | null;
  person_id: string | null;
  tier_floor: number | null;
  /** Whether the source was beyond its usual rate when this one came. */
  beyond_rate: boolean;
}

/**
 * The rate is counted over the hour before the alert, so it does not depend on when it is placed. Beyond usual ×
 * burst, outward effects wait (design.md section 8).
 */
export const LOCK = `
  SELECT a.id, a.source_id, a.source_ref, a.status, a.revision, a.placed_revision, a.payload_sealed, a.suspect_index,
         a.case_id, a.person_id, s.tier_floor,
         (SELECT merged_into FROM desk_case c WHERE c.id = a.case_id) AS merged_into,
         (extract(epoch from a.received_at) * 1000)::float8 AS received_ms,
         (extract(epoch from coalesce(a.revised_at, a.received_at)) * 1000)::float8 AS read_ms,
         s.usual_per_hour IS NOT NULL AND EXISTS (
           SELECT FROM alert b WHERE b.source_id = a.source_id
              AND b.received_at > a.received_at - interval '1 hour'
              AND (b.received_at, b.id) < (a.received_at, a.id)
            OFFSET greatest(ceil(s.usual_per_hour * s.burst)::int - 1, 0)) AS beyond_rate
    FROM alert a JOIN source s ON s.id = a.source_id WHERE a.id = ANY ($1) ORDER BY a.id FOR UPDATE OF a`;

type LockedCase = Awaited<ReturnType<Cases['lock']>>;

/** What the desk knows of the person's alerts before this one, those of cases merged into theirs included. */
export interface Past {
  /** Alerts in the 30 days before it. */
  recent: number;
  /** Keyed indexes of the suspects that the case has. */
  suspects: Buffer[];
  amount: number | null;
}
export const NO_PAST: Past = { recent: 0, suspects: [], amount: null };

/** @param caseId the case that hears of the alert, if there is one */
export async function pastOf(
  tx: Tx,
  row: PlacingRow,
  personId: string,
  caseId: string | null,
): Promise<Past> {
  const [past] = await tx.query<Past & Record<string, unknown>>(
    `WITH told AS (SELECT id, person_id FROM desk_case WHERE id = $4 OR merged_into = $4)
     SELECT count(*) FILTER (WHERE received_at > to_timestamp($3::float8 / 1000) - interval '30 days')::int AS recent,
            (SELECT coalesce(array_agg(s), '{}') FROM (
               SELECT unnest(suspect_index) FROM alert WHERE case_id IN (SELECT id FROM told) AND id <> $2
               UNION SELECT unnest(suspect_index) FROM alert_revision WHERE alert_id = $2 AND revision <= $5) k(s)
            ) AS suspects,
            (SELECT amount_fen FROM desk_case WHERE id = $4) AS amount
       FROM alert WHERE person_id IN (SELECT $1::uuid UNION SELECT person_id FROM told) AND id <> $2`,
    [personId, row.id, row.received_ms, caseId, row.placed_revision],
  );
  return past!;
}

/** What the case is decided by: what it knew, the person's file, and what the alert adds. */
export function mergedFacts(
  row: PlacingRow,
  alert: UsableAlert,
  known: KnownFacts,
  { recent }: Past,
  live: (Pick<LockedCase, 'snapshot'> & { isOwn: boolean }) | null,
): CaseFacts {
  const before = live?.snapshot.facts;
  // The ladder of a case reaches its own person, also when it looks after another one's.
  const reach = live?.isOwn === false ? live.snapshot.facts : known;
  const keepsType = before && (alert.fraudType === 'other' || before.fraudType !== 'other');
  return {
    fraudType: keepsType ? before.fraudType : alert.fraudType,
    signals: [...new Set([...(before?.signals ?? []), ...alert.signals])],
    flags: [...new Set([...(before?.flags ?? []), ...known.flags])],
    hasPhone: reach.hasPhone,
    hasAddress: reach.hasAddress,
    hasRelative: reach.hasRelative,
    alertsIn30Days: recent + 1,
    // Joining a case that runs holds nothing back of it.
    ...((before ? before.held : row.beyond_rate) ? { held: true } : {}),
  };
}

/** News is a signal, fraud type, payment or suspect that the case did not have (design.md section 8). */
export function bringsNews(
  row: PlacingRow,
  alert: UsableAlert,
  told: CaseFacts | undefined,
  past: Past,
): boolean {
  if (!told) return true;
  const seen = new Set(past.suspects.map((index) => index.toString('hex')));
  return (
    alert.signals.some((signal) => !told.signals.includes(signal)) ||
    (alert.fraudType !== 'other' && alert.fraudType !== told.fraudType) ||
    (alert.amountFen ?? 0) > (past.amount ?? 0) ||
    row.suspect_index.some((index) => !seen.has(index.toString('hex')))
  );
}
