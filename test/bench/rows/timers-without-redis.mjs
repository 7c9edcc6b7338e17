/** How late timers are at 400 a second when Redis is dead and the sweeper in PostgreSQL is all there is. */
import { join } from 'node:path';
import { startRedis } from '../../../dist/libs/stores/index.js';
import { atMost, spread } from '../figures.mjs';
import { strewn } from './armed-cases.mjs';
import { fired } from './timers.mjs';

export const FIGURES = [
  {
    key: 'timers-without-redis',
    figure: 'timer lateness with Redis dead, p99 at 400/s',
    unit: ' ms',
    limitOf: 'sweeper period',
    goal: atMost(2_000),
  },
];

const PER_SECOND = 400;
const WARM_S = 2;
const LEAD_MS = 4_000;
/** design.md rule 1: the sweeper fires every second what Redis did not. */
const SWEEPER_MS = 1_000;

export async function round({ stores, ms, seed }) {
  const redis = await startRedis({ dataDir: join(stores.folder, `redis-${seed}`), temporary: true });
  const warm = PER_SECOND * WARM_S;
  try {
    const { value, errors } = await stores.withDesk(
      ['worker'],
      async (desk) => {
        await redis.stop();
        const timers = strewn(warm + Math.round((PER_SECOND * ms) / 1000), PER_SECOND);
        return fired(desk, timers, LEAD_MS, { armed: false });
      },
      { redisUrl: redis.url },
    );
    const measured = spread(value.late.slice(warm));
    return {
      'timers-without-redis': { measured: measured.p99, limit: SWEEPER_MS, detail: { measured } },
      errors: [...errors, ...value.errors],
    };
  } finally {
    await redis.stop();
  }
}
