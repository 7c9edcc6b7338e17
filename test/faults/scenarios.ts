import { diskFullOnImport, receipts, timesOutAfterActing } from './outside-scenarios.js';
import {
  apiKilledAtEachBoundary,
  pullKilledBetweenPageAndCursor,
  workerKilled,
  workerKilledAtEachBoundary,
  wrongClocks,
} from './process-scenarios.js';
import type { Scenario } from './scenario.js';
import {
  connectionsCut,
  halfOpen,
  postgresRestarted,
  redisFlushed,
  redisFrozen,
  redisRestartedEmpty,
  redisStopped,
  withoutSweeper,
} from './store-scenarios.js';

/** The matrix of design.md section 7. */
export const SCENARIOS: readonly Scenario[] = [
  workerKilled,
  workerKilledAtEachBoundary,
  apiKilledAtEachBoundary,
  pullKilledBetweenPageAndCursor,
  redisStopped,
  redisFlushed,
  redisRestartedEmpty,
  redisFrozen,
  postgresRestarted,
  connectionsCut,
  halfOpen,
  wrongClocks,
  receipts,
  timesOutAfterActing,
  diskFullOnImport,
  withoutSweeper,
];

/** What `npm test` runs of it. */
export const SHORT_FORM: readonly Scenario[] = [workerKilled, redisFlushed, connectionsCut];
