import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { assertSound, FIRST_MOMENT, madeUpAlerts } from '#cases';
import {
  comparisonReport,
  type Comparison,
  type Figures,
  type Playbook,
  type SimulationSetup,
} from '#escalation';
import { wallClock } from '#platform';
import { PARAMETERS } from '../replay/parameters.js';

const OPTIONS = {
  days: { type: 'string', default: String(PARAMETERS.days) },
  seed: { type: 'string', default: '1' },
  officers: { type: 'string', default: String(PARAMETERS.officersOnDuty) },
  json: { type: 'boolean', default: false },
} as const;
const MOST_OFFICERS = 1000;

/**
 * `simulate [TODAY] CANDIDATE [--days N] [--seed S] [--officers N] [--json]`: the half-year under two playbooks, side by
 * side. What it writes to standard output depends on its arguments alone; how long it took goes to standard error.
 *
 * @param playbookOf reads the playbook that an argument names
 * @returns false when a playbook refuses what people report, or an invariant broke; null when it is not understood
 * @throws DeskError when a playbook cannot be read, or must not be published
 */
export async function simulate(
  args: string[],
  playbookOf: (name: string) => Promise<Playbook>,
): Promise<boolean | null> {
  const asked = understood(args);
  if (!asked) return null;
  const { names, json, ...task } = asked;
  const [candidateName, todayName = 'default'] = [...names].reverse();
  const [today, candidate] = await Promise.all([playbookOf(todayName), playbookOf(candidateName!)]);
  // What must not be published may go round in a circle, or leave people to nobody.
  for (const playbook of [today, candidate]) assertSound(playbook);
  const started = wallClock.elapsed();
  const over = { ...task, alerts: [...madeUpAlerts(task.seed, task.days)], from: FIRST_MOMENT };
  const [now, then] = await Promise.all([
    run({ ...over, playbook: today }),
    run({ ...over, playbook: candidate }),
  ]);
  const comparison: Comparison = {
    ...task,
    today: { playbook: refOf(today), figures: now },
    candidate: { playbook: refOf(candidate), figures: then },
  };
  process.stdout.write(json ? `${JSON.stringify(comparison, null, 2)}\n` : comparisonReport(comparison));
  process.stderr.write(`${((wallClock.elapsed() - started) / 1000).toFixed(1)} s\n`);
  return [now, then].every(
    ({ findings, refused }) => findings.length === 0 && Object.keys(refused).length === 0,
  );
}

type Asked = Pick<SimulationSetup, 'days' | 'seed' | 'officers'> & { names: string[]; json: boolean };

function understood(args: string[]): Asked | null {
  const parsed = parsedOrNull(args);
  if (!parsed) return null;
  const { positionals: names, values } = parsed;
  const [days, officers] = [Number(values.days), Number(values.officers)];
  const isCount = (value: number, most: number): boolean =>
    Number.isInteger(value) && value >= 1 && value <= most;
  if (names.length < 1 || names.length > 2) return null;
  if (!isCount(days, PARAMETERS.days) || !isCount(officers, MOST_OFFICERS)) return null;
  return { names, days, officers, seed: values.seed, json: values.json };
}

/** @returns null for options that there are none of */
function parsedOrNull(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: OPTIONS });
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

const refOf = ({ id, version }: Playbook): Comparison['today']['playbook'] => ({ id, version });

/** One playbook in a thread of its own. */
function run(task: SimulationSetup): Promise<Figures> {
  const worker = new Worker(new URL('./simulate-thread.js', import.meta.url), {
    workerData: task,
    // Nearly all that a decision makes is gone with the next: room for the young saves copying it about.
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
  });
  return new Promise((resolve, reject) => {
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('a simulation ended early')));
  });
}
