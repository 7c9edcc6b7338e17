import { TIERS } from '#escalation';
import { REFERENCE_PERSUASIONS } from '#reports';
import type { TeamFigures } from './team-figures.js';

export interface Outcome {
  text: string;
  /** Holdline's count equals the recount on every day for every team, and nobody was dropped. */
  holds: boolean;
}

/** Adds the teams up and writes down how their count compares with the truth. */
export function replayReport(teams: readonly TeamFigures[]): Outcome {
  const every = teams.flatMap((team) => team.persuasions);
  const wrong = every.filter(({ counted, really }) => counted !== really);
  const counts = teams[0]!.persuasions.map((_, day) =>
    sum(teams.map((team) => team.persuasions[day]!.counted)),
  );
  const total = sum(counts);
  const findings = teams.flatMap((team) => team.findings);
  const sizes = Object.keys(teams[0]!.sizes).map(
    (what) => `${what} ${sum(teams.map((team) => team.sizes[what]!))}`,
  );
  const lines = [
    teams.length > 1
      ? `${teams.length} teams side by side, each with its share of the people, a queue and a database of its own`
      : 'one team',
    `days ${counts.length}   alerts ${sum(teams.map(({ alerts }) => alerts))}   ${sizes.join('   ')}`,
    '',
    `persuasions          ${total}`,
    `recount of the truth ${sum(every.map(({ really }) => really))}   ${wrong.length === 0 ? 'equal on every day' : 'NOT EQUAL'}`,
    ...wrong
      .slice(0, 20)
      .map(({ date, counted, really }) => `  ${date}: Holdline ${counted}, truth ${really}`),
    `per day: mean ${(total / counts.length).toFixed(1)} (one district reported ${REFERENCE_PERSUASIONS}), minimum ${Math.min(...counts)}, maximum ${Math.max(...counts)}`,
    '',
    'outcomes by tier (state where the case has not ended)',
    ...table(teams.flatMap(({ outcomes }) => outcomes)),
    '',
    'clocks that ran out, by tier',
    ...table(teams.flatMap(({ overdue }) => overdue)),
    '',
    `invariant check: ${findings.length === 0 ? 'empty' : `${findings.length} FINDINGS`}`,
    ...findings.slice(0, 10).map(({ kind, id }) => `  ${kind} ${id}`),
  ];
  return { text: lines.join('\n'), holds: wrong.length === 0 && findings.length === 0 };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

/** Lines of a table with a column for each tier, the longest line first. */
function table(rows: TeamFigures['outcomes']): string[] {
  const byWhat = new Map<string, number[]>();
  for (const { tier, what, n } of rows) {
    const counts = byWhat.get(what) ?? TIERS.map(() => 0);
    counts[tier]! += n;
    byWhat.set(what, counts);
  }
  const cell = (value: string | number): string => String(value).padStart(10);
  return [
    `${''.padEnd(22)}${TIERS.map(cell).join('')}${cell('all')}`,
    ...[...byWhat]
      .sort(([, a], [, b]) => sum(b) - sum(a))
      .map(([what, counts]) => `${what.padEnd(22)}${counts.map(cell).join('')}${cell(sum(counts))}`),
  ];
}
