import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRng } from '#synthetic';
import { FaultRun } from './fault-run.js';
import { isClean, lineOf, runScenario, totalsOf } from './runner.js';
import type { Scenario } from './scenario.js';
import type { Verdict } from './verdict.js';

/** A scenario waits for its own conditions; this only ends one that hangs. */
const SCENARIO_MS = 300_000;
const OPEN_MS = 120_000;

/** Straight to the terminal: Jest would frame each line with where it was printed. */
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Makes a test of each scenario, and prints its line, the totals and the seed. */
export function matrix(scenarios: readonly Scenario[], options: { seed: string; full: boolean }): void {
  describe(`faults, seed ${options.seed}`, () => {
    const verdicts: Verdict[] = [];
    let run: FaultRun;
    let clean = 0;

    beforeAll(async () => {
      run = await FaultRun.open();
    }, OPEN_MS);
    afterAll(async () => {
      say(totalsOf(verdicts, options.seed));
      const keep = clean < scenarios.length;
      if (keep) say(`logs: ${run.folder}`);
      await run.close(keep);
    }, OPEN_MS);

    it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
      '%s',
      async (name, scenario) => {
        const rng = createRng(`${options.seed} ${name}`);
        const verdict = await runScenario(run, scenario, rng, options.full);
        say(lineOf(name, verdict));
        if (scenario.mustLose) {
          expect(verdict.lost).toBeGreaterThan(0);
        } else {
          verdicts.push(verdict);
          expect({ ...verdict, clean: isClean(verdict) }).toMatchObject({
            doubled: 0,
            lost: 0,
            lostAlerts: 0,
            faults: [],
          });
          expect(verdict.fired).toBeGreaterThan(0);
        }
        clean += 1;
      },
      SCENARIO_MS,
    );
  });
}
