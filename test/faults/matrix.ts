import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRng } from '#synthetic';
import { FaultRun } from './fault-run.js';
import { isClean, lineOf, runScenario, totalsOf } from './runner.js';
import type { Scenario } from './scenario.js';
import type { Verdict } from './verdict.js';

/** A scenario waits for its own conditions; this only ends one that hangs, or a lane that is slow. */
const SCENARIO_MS = 300_000;
const CLOSE_MS = 60_000;

/** Straight to the terminal: Jest would frame each line with where it was printed. */
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Makes a test of each scenario, and prints its line, the totals and the seed.
 *
 * @param lanes each has stores and ports of its own and runs its scenarios one after the other, beside the others:
 *   most of a scenario is waiting for timers
 */
export function matrix(
  lanes: readonly (readonly Scenario[])[],
  options: { seed: string; full: boolean },
): void {
  const { seed, full } = options;
  const wanted = lanes.filter((lane) => lane.length > 0);
  const scenarios = wanted.flat();

  describe(`faults, seed ${seed}`, () => {
    const runs: FaultRun[] = [];
    const verdicts = new Map<string, Promise<Verdict>>();
    const counted: Verdict[] = [];
    let passed = 0;

    async function open(lane: readonly Scenario[]): Promise<void> {
      const run = await FaultRun.open();
      runs.push(run);
      let before: Promise<unknown> = Promise.resolve();
      for (const scenario of lane) {
        const { name } = scenario;
        const verdict = before.then(async () => {
          const reached = await runScenario(run, scenario, createRng(`${seed} ${name}`), full);
          say(lineOf(name, reached));
          return reached;
        });
        verdicts.set(name, verdict);
        // Its own test hears of an error; the next scenario starts all the same.
        before = verdict.catch(() => undefined);
      }
    }

    beforeAll(() => Promise.all(wanted.map(open)), SCENARIO_MS);
    afterAll(async () => {
      await Promise.allSettled(verdicts.values());
      say(totalsOf(counted, seed));
      const keep = passed < scenarios.length;
      for (const run of runs) {
        if (keep) say(`logs: ${run.folder}`);
        await run.close(keep);
      }
    }, SCENARIO_MS + CLOSE_MS);

    it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
      '%s',
      async (name, { mustLose }) => {
        const verdict = await verdicts.get(name)!;
        if (mustLose) expect(verdict.lost).toBeGreaterThan(0);
        else {
          counted.push(verdict);
          const { doubled, lost, lostAlerts, faults } = verdict;
          expect({ doubled, lost, lostAlerts, faults }).toEqual({
            doubled: 0,
            lost: 0,
            lostAlerts: 0,
            faults: [],
          });
          expect(isClean(verdict) && verdict.fired > 0).toBe(true);
        }
        passed += 1;
      },
      SCENARIO_MS,
    );
  });
}
