import type { Rng } from '#synthetic';
import type { FaultDesk, DeskOptions } from './fault-desk.js';
import type { FaultRun } from './fault-run.js';

/** One fault of design.md section 7 against running processes. */
export interface Scenario {
  name: string;
  /** How the desk is started for it. */
  desk?: (rng: Rng, run: FaultRun) => DeskOptions | Promise<DeskOptions>;
  /**
   * Load and fault together; resolves when the fault is over. What follows (rest, verdict) is the runner's.
   *
   * @param full the full form: longer outages, every boundary
   */
  run(desk: FaultDesk, rng: Rng, full: boolean): Promise<void>;
  /** Timers may be this late, in ms at the 99th percentile; only where the fault touches neither worker nor database. */
  p99Ms?: number;
  /** Further checks of its own; a line for each thing that is wrong. */
  check?(desk: FaultDesk): Promise<string[]>;
  /** Proves that the measurement sees a loss: this scenario must show one, and counts for nothing else. */
  mustLose?: boolean;
}

/** Alerts of a scenario, and the pause between two, so that the fault falls among them. */
export const alertsOf = (full: boolean): number => (full ? 26 : 12);
export const EVERY_MS = 160;
