import type { Rng } from '#synthetic';
import { FaultDesk } from './fault-desk.js';
import type { FaultRun } from './fault-run.js';
import type { Scenario } from './scenario.js';
import { verdictOf, type Verdict } from './verdict.js';

/** A scenario that must lose is not waited for as long: what is missing does not come. */
const LOSING_REST_MS = 14_000;

/** Runs one scenario from an empty desk to its verdict. The stores of the run are whole again afterwards. */
export async function runScenario(
  run: FaultRun,
  scenario: Scenario,
  rng: Rng,
  full: boolean,
): Promise<Verdict> {
  const options = (await scenario.desk?.(rng, run)) ?? {};
  const desk = await FaultDesk.open(run, rng, options);
  try {
    await scenario.run(desk, rng, full);
    const verdict = await verdictOf(desk, scenario.mustLose ? LOSING_REST_MS : undefined);
    if (scenario.p99Ms !== undefined && verdict.p99 > scenario.p99Ms)
      verdict.faults.push(`lateness p99 is above ${scenario.p99Ms} ms`);
    verdict.faults.push(...((await scenario.check?.(desk)) ?? []));
    return verdict;
  } finally {
    await desk.close();
    await options.after?.();
    await run.mend();
  }
}

const ms = (value: number): string => `${Math.round(value)}`;

/** The line of one scenario. */
export function lineOf(name: string, v: Verdict): string {
  return (
    `${name.padEnd(40)} alerts ${v.alerts}, cases ${v.cases}, lost alerts ${v.lostAlerts}; timers armed ${v.armed}, ` +
    `fired ${v.fired}, doubled ${v.doubled}, lost ${v.lost}; lateness p50 ${ms(v.p50)} p99 ${ms(v.p99)} max ${ms(v.max)} ms` +
    v.faults.map((fault) => `\n    ✗ ${fault}`).join('')
  );
}

/** Whether nothing was lost, doubled or wrong. */
export const isClean = (v: Verdict): boolean =>
  v.doubled === 0 && v.lost === 0 && v.lostAlerts === 0 && v.faults.length === 0;

/** The last lines of a run. */
export function totalsOf(verdicts: readonly Verdict[], seed: string): string {
  const sum = (of: (v: Verdict) => number): number => verdicts.reduce((total, v) => total + of(v), 0);
  return (
    `seed ${seed}: ${verdicts.length} scenarios, alerts ${sum((v) => v.alerts)}, cases ${sum((v) => v.cases)}, lost alerts ` +
    `${sum((v) => v.lostAlerts)}; timers armed ${sum((v) => v.armed)}, fired ${sum((v) => v.fired)}, doubled ` +
    `${sum((v) => v.doubled)}, lost ${sum((v) => v.lost)}; ${sum((v) => v.faults.length)} other faults`
  );
}
