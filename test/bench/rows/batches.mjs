/** How many alerts a second intake accepts in arrays of 500, as a platform sends them that was cut off for a while. */
import { atLeast } from '../figures.mjs';
import { perSecond, shared, WARM } from './sending.mjs';

export const FIGURES = [
  {
    key: 'batches',
    figure: 'alerts in batches of 500, rows',
    unit: '/s',
    limitOf: 'multi-row INSERT of 500',
    goal: atLeast(0.3),
  },
];

const BATCH = 500;
const CONNECTIONS = 4;

export async function round({ stores, children, ms, seed }) {
  const load = await children.get('load/closed-load.mjs');
  const bare = await children.get('bare/bare-inserts.mjs');
  await load.ask('prepare', { seed });
  const sent = { path: '/api/v1/alerts', token: stores.token, connections: CONNECTIONS, batch: BATCH };
  const { value, errors } = await stores.withDesk(['api'], async (desk) => {
    const { url } = desk;
    await load.ask('send', { url, ...sent, count: WARM.batches });
    const { value: run, cpu } = await desk.costing(() => load.ask('send', { url, ...sent, ms }));
    return { ...run, detail: { cpuMsEach: shared(cpu, run.alerts) } };
  });
  const databaseUrl = await stores.database();
  const inserts = { databaseUrl, connections: CONNECTIONS, batch: BATCH };
  await bare.ask('batches', { ...inserts, ms: ms / 2, seed: `${seed}-warm` });
  const limit = await bare.ask('batches', { ...inserts, ms, seed });
  return {
    batches: { measured: perSecond(value), limit: (limit.rows * 1000) / limit.ms, detail: value.detail },
    errors: [...errors, ...value.errors],
  };
}
