/** How many alerts a second intake accepts one by one, each durable before its 202; the worker does not run meanwhile. */
import { atLeast } from '../figures.mjs';
import { perSecond, shared, WARM } from './sending.mjs';

export const FIGURES = [
  {
    key: 'posts',
    figure: 'durable single-alert POSTs',
    unit: '/s',
    limitOf: 'bare HTTP server + one INSERT',
    goal: atLeast(0.5),
  },
];

const CONNECTIONS = 32;
const PATH = '/api/v1/alerts';

export async function round({ stores, children, ms, seed }) {
  const load = await children.get('load/closed-load.mjs');
  const bare = await children.get('bare/bare-server.mjs');
  await load.ask('prepare', { seed });
  const sent = { path: PATH, token: stores.token, connections: CONNECTIONS };
  const { value, errors } = await stores.withDesk(['api'], async (desk) => {
    const { url } = desk;
    await load.ask('send', { url, ...sent, count: WARM.posts });
    const { value: run, cpu } = await desk.costing(() => load.ask('send', { url, ...sent, ms }));
    return { ...run, detail: { cpuMsEach: shared(cpu, run.alerts) } };
  });
  const databaseUrl = await stores.database();
  const { url } = await bare.ask('start', { databaseUrl });
  await load.ask('send', { url, ...sent, count: WARM.posts });
  const limit = await load.ask('send', { url, ...sent, ms });
  return {
    posts: { measured: perSecond(value), limit: perSecond(limit), detail: value.detail },
    errors: [...errors, ...value.errors, ...limit.errors],
  };
}
