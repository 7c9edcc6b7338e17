import type { INestApplicationContext } from '@nestjs/common';
import { TIERS } from '#escalation';
import { Database } from '#platform';
import { Daily, REFERENCE_PERSUASIONS } from '#reports';
import type { HalfYear } from './half-year.js';
import { localDay } from './truth-ledger.js';

const DAY_MS = 86_400_000;

interface Row {
  [column: string]: string | number;
}

export interface Outcome {
  text: string;
  /** Holdline's count equals the recount on every day, and nobody was dropped. */
  holds: boolean;
}

/** Counts the half-year as Holdline does, holds it against what really happened, and writes both down. */
export async function replayReport(
  app: INestApplicationContext,
  halfYear: HalfYear,
  from: Date,
  days: number,
): Promise<Outcome> {
  const [db, daily] = [app.get(Database), app.get(Daily)];
  const counts: number[] = [];
  const wrong: string[] = [];
  for (let day = 0; day < days; day += 1) {
    const at = from.getTime() + day * DAY_MS;
    const date = new Date(at + DAY_MS / 2).toISOString().slice(0, 10);
    const report = await daily.report(date);
    const counted = report.figures.find(
      (figure) => figure.key === 'persuasions' && figure.tier === undefined,
    )!.value;
    const really = halfYear.ledger.onDay(localDay(at));
    if (counted !== really) wrong.push(`${date}: Holdline ${counted}, truth ${really}`);
    counts.push(counted);
  }
  const total = counts.reduce((sum, n) => sum + n, 0);
  const findings = await halfYear.invariant();
  const outcomes = await byTier(
    db,
    `SELECT tier, CASE WHEN state = 'ended' THEN coalesce(result, 'ended') ELSE state END AS what, count(*)::int AS n
       FROM desk_case GROUP BY 1, 2`,
  );
  const overdue = await byTier(
    db,
    `SELECT c.tier, 'overdue clocks' AS what, count(*)::int AS n
       FROM alarm a JOIN desk_case c ON c.id = a.case_id WHERE a.percent = 100 GROUP BY 1`,
  );
  const [sizes] = await db.query<Row>(
    `SELECT (SELECT count(*) FROM desk_case)::int AS cases, (SELECT count(*) FROM person)::int AS people,
            (SELECT count(*) FROM attempt)::int AS attempts, (SELECT count(*) FROM message)::int AS sms,
            (SELECT count(*) FROM visit)::int AS visits, (SELECT sum(wake_no) FROM desk_case)::int AS wakes`,
  );
  const lines = [
    `days ${days}   alerts ${halfYear.alerts}   ${Object.entries(sizes!)
      .map(([k, v]) => `${k} ${v}`)
      .join('   ')}`,
    '',
    `persuasions          ${total}`,
    `recount of the truth ${halfYear.ledger.persuasions}   ${wrong.length === 0 ? 'equal on every day' : 'NOT EQUAL'}`,
    ...wrong.slice(0, 20).map((line) => `  ${line}`),
    `per day: mean ${(total / days).toFixed(1)} (one district reported ${REFERENCE_PERSUASIONS}), minimum ${Math.min(...counts)}, maximum ${Math.max(...counts)}`,
    '',
    'outcomes by tier (state where the case has not ended)',
    ...table(outcomes),
    '',
    'clocks that ran out, by tier',
    ...table(overdue),
    '',
    `invariant check: ${findings.length === 0 ? 'empty' : `${findings.length} FINDINGS`}`,
    ...findings.slice(0, 10).map((finding) => `  ${finding.kind} ${finding.id}`),
  ];
  return { text: lines.join('\n'), holds: wrong.length === 0 && findings.length === 0 };
}

async function byTier(db: Database, sql: string): Promise<Map<string, number[]>> {
  const rows = await db.query<{ tier: number; what: string; n: number }>(sql);
  const table = new Map<string, number[]>();
  for (const { tier, what, n } of rows) {
    const line = table.get(what) ?? TIERS.map(() => 0);
    line[tier] = n;
    table.set(what, line);
  }
  return new Map([...table].sort(([, a], [, b]) => sum(b) - sum(a)));
}

const sum = (numbers: number[]): number => numbers.reduce((total, n) => total + n, 0);

function table(rows: Map<string, number[]>): string[] {
  const cell = (value: string | number): string => String(value).padStart(10);
  return [
    `${''.padEnd(22)}${TIERS.map(cell).join('')}${cell('all')}`,
    ...[...rows].map(
      ([what, counts]) => `${what.padEnd(22)}${counts.map(cell).join('')}${cell(sum(counts))}`,
    ),
  ];
}
