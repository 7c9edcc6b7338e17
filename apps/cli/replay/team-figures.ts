import type { INestApplicationContext } from '@nestjs/common';
import { DeskAuditor } from '#cases';
import { Database } from '#platform';
import { Daily } from '#reports';
import type { HalfYear } from './half-year.js';
import { localDay } from './truth-ledger.js';

const DAY_MS = 86_400_000;

interface ByTier {
  tier: number;
  what: string;
  n: number;
}

/** What one team's half-year came to: figures and keys only. */
export interface TeamFigures {
  alerts: number;
  /** Each day's date, what Holdline counts and what really happened. */
  persuasions: { date: string; counted: number; really: number }[];
  outcomes: ByTier[];
  overdue: ByTier[];
  sizes: Record<string, number>;
  /** What breaks rule 3 at the end; empty when nobody was dropped. */
  findings: { kind: string; id: string }[];
}

/** Counts a team's half-year as Holdline does, beside what really happened. */
export async function teamFigures(
  app: INestApplicationContext,
  halfYear: HalfYear,
  from: Date,
  days: number,
): Promise<TeamFigures> {
  const [db, daily] = [app.get(Database), app.get(Daily)];
  const persuasions: TeamFigures['persuasions'] = [];
  for (let day = 0; day < days; day += 1) {
    const at = from.getTime() + day * DAY_MS;
    const date = new Date(at + DAY_MS / 2).toISOString().slice(0, 10);
    const { figures } = await daily.report(date);
    const counted = figures.find(({ key, tier }) => key === 'persuasions' && tier === undefined)!.value;
    persuasions.push({ date, counted, really: halfYear.ledger.onDay(localDay(at)) });
  }
  const found = await app.get(DeskAuditor).findings();
  return {
    alerts: halfYear.alerts,
    persuasions,
    outcomes: await db.query<ByTier & Record<string, unknown>>(
      `SELECT tier, CASE WHEN state = 'ended' THEN coalesce(result, 'ended') ELSE state END AS what, count(*)::int AS n
         FROM desk_case GROUP BY 1, 2`,
    ),
    overdue: await db.query<ByTier & Record<string, unknown>>(
      `SELECT c.tier, 'overdue clocks' AS what, count(*)::int AS n
         FROM alarm a JOIN desk_case c ON c.id = a.case_id WHERE a.percent = 100 GROUP BY 1`,
    ),
    sizes: (await db.one<Record<string, number>>(
      `SELECT (SELECT count(*) FROM desk_case)::int AS cases, (SELECT count(*) FROM person)::int AS people,
              (SELECT count(*) FROM attempt)::int AS attempts, (SELECT count(*) FROM message)::int AS sms,
              (SELECT count(*) FROM visit)::int AS visits, (SELECT sum(wake_no) FROM desk_case)::int AS wakes`,
    ))!,
    findings: found.map(({ kind, id }) => ({ kind, id })),
  };
}
