/** How many decisions a second one core makes; the engine is pure, so there is no limit to set beside it. */
import { atLeast } from '../figures.mjs';

export const FIGURES = [
  {
    key: 'decide',
    figure: '`decide` calls, one core',
    unit: '/s',
    limitOf: null,
    goal: atLeast(0, 200_000),
  },
];

/** Calls until all of it is compiled. */
const WARM_CALLS = 300_000;

export async function round({ children, ms }) {
  const child = await children.get('load/decide-calls.mjs');
  await child.ask('run', { most: WARM_CALLS });
  const { calls, events, ms: took, cpuMs } = await child.ask('run', { ms });
  const idle = events < calls ? [`${calls} calls told of ${events} events: some had nothing to do`] : [];
  const detail = { perSecondOnACore: (calls * 1000) / cpuMs };
  return { decide: { measured: (calls * 1000) / took, limit: null, detail }, errors: idle };
}
