/**
 * How late timers are: at 400 a second, and 10,000 that are due at one instant, of which 5 % are critical. Each is the
 * wake of a case that has an alarm to ring, and it is over when its decision is committed.
 */
import { atMost, percentile, spread } from '../figures.mjs';
import { armedCases, committed, strewn } from './armed-cases.mjs';
import { shared } from './sending.mjs';
import { wallClock } from '../../../dist/libs/platform/index.js';

const BARE = 'bare BullMQ delayed jobs';

export const FIGURES = [
  {
    key: 'timers',
    figure: 'timer lateness, p99 at 400/s',
    unit: ' ms',
    limitOf: BARE,
    goal: atMost(250),
  },
  {
    key: 'burst-critical',
    figure: '10,000 timers due at one instant: the last critical one',
    unit: ' ms',
    limitOf: BARE,
    goal: atMost(1_000),
  },
  {
    key: 'burst-all',
    figure: '10,000 timers due at one instant: the last one',
    unit: ' ms',
    limitOf: BARE,
    goal: atMost(10_000),
  },
];

const PER_SECOND = 400;
const WARM_S = 2;
const BURST = 10_000;
/** From the first row's INSERT to the first due time: all must be armed by then. */
const LEAD_MS = { steady: 4_000, burst: 9_000 };

export async function round({ stores, children, ms }) {
  const bare = await children.get('bare/bare-timers.mjs');
  const warm = PER_SECOND * WARM_S;
  const steady = strewn(warm + Math.round((PER_SECOND * ms) / 1000), PER_SECOND);
  const burst = strewn(BURST, Infinity);
  const { value, errors } = await stores.withDesk(['worker'], async (desk) => {
    const paced = await fired(desk, steady, LEAD_MS.steady);
    const { value: atOnce, cpu } = await desk.costing(() => fired(desk, burst, LEAD_MS.burst));
    return { paced, atOnce, cpuMsEach: shared(cpu, BURST) };
  });
  const { paced, atOnce } = value;
  const { url: redisUrl } = stores.redis;
  const limit = {
    paced: await bare.ask('run', { redisUrl, timers: steady, leadMs: 1_500 }),
    atOnce: await bare.ask('run', { redisUrl, timers: burst, leadMs: 3_000 }),
  };
  const timers = { measured: spread(paced.late.slice(warm)), limit: spread(limit.paced.slice(warm)) };
  const all = { measured: spread(atOnce.late), limit: spread(limit.atOnce) };
  const critical = (late) =>
    percentile(
      late.filter((_, i) => burst[i].critical),
      1,
    );
  return {
    timers: { measured: timers.measured.p99, limit: timers.limit.p99, detail: timers },
    'burst-critical': { measured: critical(atOnce.late), limit: critical(limit.atOnce) },
    'burst-all': {
      measured: all.measured.max,
      limit: all.limit.max,
      detail: { ...all, cpuMsEach: value.cpuMsEach },
    },
    errors: [...errors, ...paced.errors, ...atOnce.errors],
  };
}

/** Arms the timers of a desk and lets them fire. @returns how late each was in ms, in their order */
export async function fired(desk, timers, leadMs, { armed = true } = {}) {
  const first = wallClock.now() + leadMs;
  const cases = await armedCases(desk, timers, first);
  const errors = [];
  if (armed) {
    const left = await desk.rows(`SELECT count(*)::int AS n FROM desk_case WHERE armed_no <> wake_no`);
    const inTime = await allArmed(desk, first);
    if (!inTime) errors.push(`not all timers were armed when the first was due (${left[0].n} at the start)`);
  }
  const late = await committed(desk, cases);
  const unfired = late.filter((ms) => ms === Infinity).length;
  if (unfired > 0) errors.push(`${unfired} timers did not fire`);
  const early = late.filter((ms) => ms < 0).length;
  if (early > 0) errors.push(`${early} timers fired early`);
  return { late, errors };
}

async function allArmed(desk, first) {
  const unarmed = `SELECT FROM desk_case WHERE armed_no <> wake_no LIMIT 1`;
  while (wallClock.now() < first) {
    if ((await desk.rows(unarmed)).length === 0) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}
