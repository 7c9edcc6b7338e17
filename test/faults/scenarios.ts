import { diskFullOnImport, receipts, timesOutAfterActing } from './outside-scenarios.js';
import { ordersToTheBank } from './order-scenarios.js';
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

/** The matrix of design.md section 7, in two lanes that take about as long. */
export const LANES: readonly (readonly Scenario[])[] = [
  [
    workerKilledAtEachBoundary,
    apiKilledAtEachBoundary,
    pullKilledBetweenPageAndCursor,
    workerKilled,
    wrongClocks,
    timesOutAfterActing,
    diskFullOnImport,
    ordersToTheBank,
  ],
  [
    redisStopped,
    redisFlushed,
    redisRestartedEmpty,
    redisFrozen,
    postgresRestarted,
    connectionsCut,
    halfOpen,
    receipts,
    withoutSweeper,
  ],
];

/** What `npm test` runs of it. */
export const SHORT_FORM: readonly (readonly Scenario[])[] = [[workerKilled, redisFlushed, connectionsCut]];
