/** From an alert's POST to the event of its case in a client's socket, at 200 alerts a second. */
import { atMost, spread } from '../figures.mjs';
import { shared } from './sending.mjs';

export const FIGURES = [
  {
    key: 'socket',
    figure: 'alert POST → socket event in a client, p99 at 200/s',
    unit: ' ms',
    limitOf: 'INSERT + emit',
    goal: atMost(100),
  },
];

const PER_SECOND = 200;
const WARM_S = 3;

export async function round({ stores, children, ms, seed }) {
  const load = await children.get('load/open-load.mjs');
  const bare = await children.get('bare/bare-server.mjs');
  const count = Math.round((PER_SECOND * ms) / 1000);
  const sent = { path: '/api/v1/alerts', token: stores.token, perSecond: PER_SECOND, count };
  const { value, errors } = await stores.withDesk(['api', 'worker'], async (desk) => {
    const warm = PER_SECOND * WARM_S;
    const asked = { ...sent, url: desk.url, cookie: stores.cookie, keys: 'cases', seed, warm };
    const { value: run, cpu } = await desk.costing(() => load.ask('run', asked));
    const placed = await desk.rows(`SELECT source_ref, case_id FROM alert WHERE case_id IS NOT NULL`);
    const cpuMsEach = shared(cpu, warm + count);
    return { ...run, cpuMsEach, keyOf: new Map(placed.map((row) => [row.source_ref, row.case_id])) };
  });
  const databaseUrl = await stores.database();
  const { url } = await bare.ask('start', { databaseUrl });
  const limit = await load.ask('run', { ...sent, url, keys: 'refs', seed, warm: PER_SECOND });
  const measured = spread(latencies(value, (ref) => value.keyOf.get(ref)));
  const least = spread(latencies(limit, (ref) => ref));
  return {
    socket: {
      measured: measured.p99,
      limit: least.p99,
      detail: { measured, limit: least, cpuMsEach: value.cpuMsEach },
    },
    errors: [...errors, ...value.errors, ...limit.errors],
  };
}

/** An alert that was never heard of is late without end; its error is counted besides. */
function latencies({ meant, heard }, keyOf) {
  return [...meant].map(([ref, at]) => (heard.get(keyOf(ref)) ?? Infinity) - at);
}
