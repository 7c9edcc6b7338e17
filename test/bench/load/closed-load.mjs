/**
 * Throughput: every connection sends its next request as soon as the last one is answered. A process of its own.
 */
import { serve } from '../child.mjs';
import { alertMaker } from '../alerts.mjs';
import { postBytes, Wire } from './http-wire.mjs';
import { wallClock } from '../../../dist/libs/platform/index.js';

/** Bodies beyond those made before the start are made from these, with a reference of their own. */
const PATTERNS = 2_000;

/**
 * Alerts without end at hardly any cost: a pattern's text around a reference. Persons come again after `PATTERNS`,
 * which intake does not look at.
 */
function endless(seed) {
  const next = alertMaker(seed);
  const patterns = Array.from({ length: PATTERNS }, () => {
    const { ref, json } = next();
    const [before, after] = json.split(ref);
    return { before, after };
  });
  let made = 0;
  return () => {
    const { before, after } = patterns[made % PATTERNS];
    return `${before}${seed}-${String((made += 1)).padStart(8, '0')}${after}`;
  };
}

const batchOf = (next, size) => `[${Array.from({ length: size }, next).join()}]`;

let next;

serve({
  /** Makes the patterns, so that this is over before anything is measured. */
  prepare: async ({ seed }) => {
    next = endless(seed);
  },

  /**
   * Sends for `ms` or, to warm up, about `count` alerts, over `connections`, and waits for what is under way.
   *
   * @returns alerts that were answered 202, ms from the first request to the last answer, and the first errors
   */
  send: async ({ url, path, token, connections, ms = Infinity, count = Infinity, batch = 1 }) => {
    const wires = await Promise.all(Array.from({ length: connections }, () => Wire.open(url)));
    const errors = [];
    let answered = 0;
    const started = wallClock.elapsed();
    const until = started + ms;
    const one = async (wire) => {
      while (wallClock.elapsed() < until && answered < count && errors.length < 10) {
        const json = batch === 1 ? next() : batchOf(next, batch);
        const { status, body } = await wire.send(postBytes(url, path, json, token));
        if (status !== 202) errors.push(`HTTP ${status}: ${body.slice(0, 200)}`);
        else if (/"status":"(?!accepted)/.test(body)) errors.push(`not accepted: ${body.slice(0, 200)}`);
        else answered += batch;
      }
    };
    await Promise.all(wires.map(one)).catch((error) => errors.push(String(error)));
    const took = wallClock.elapsed() - started;
    for (const wire of wires) wire.close();
    return { alerts: answered, ms: took, errors };
  },

  /** Sends `count` alerts of different people in batches, over one connection. */
  fill: async ({ url, path, token, count, seed, batch = 500 }) => {
    const make = alertMaker(seed);
    const wire = await Wire.open(url);
    const errors = [];
    for (let left = count; left > 0 && errors.length === 0; left -= batch) {
      const json = batchOf(() => make().json, Math.min(batch, left));
      const { status, body } = await wire.send(postBytes(url, path, json, token));
      if (status !== 202) errors.push(`HTTP ${status}: ${body.slice(0, 200)}`);
    }
    wire.close();
    return { errors };
  },
});
