/**
 * Latency from an alert's POST to its event in a client. Open loop: alerts go out at set times whether or not earlier
 * ones were answered, and each is counted from the time it was meant to go, so that a stall is counted for all that it
 * held up. Sender and client are one process, hence one clock.
 */
import { io } from 'socket.io-client';
import { serve } from '../child.mjs';
import { alertMaker } from '../alerts.mjs';
import { postBytes, Wire } from './http-wire.mjs';
import { wallClock } from '../../../dist/libs/platform/index.js';

const CONNECTIONS = 64;
/** How long the last events may take. */
const PATIENCE_MS = 20_000;

/** Calls `act(i)` for i = 0, 1, … at `start + i * everyMs`, as close as timers of 1 ms allow. */
function paced(count, everyMs, act) {
  const start = wallClock.elapsed() + 20;
  const intended = (i) => start + i * everyMs;
  return new Promise((done) => {
    let i = 0;
    const due = () => {
      for (; i < count && intended(i) <= wallClock.elapsed(); i += 1) act(i, intended(i));
      if (i < count) setTimeout(due, Math.max(1, intended(i) - wallClock.elapsed()));
      else done();
    };
    due();
  });
}

/** Connects and hears. @param keysOf which alerts or cases a message tells of */
async function hearing(url, cookie, keysOf) {
  const heard = new Map();
  const socket = io(`${url}/live`, {
    transports: ['websocket'],
    reconnection: false,
    extraHeaders: cookie ? { cookie } : {},
  });
  socket.on('events', (message) => {
    const at = wallClock.elapsed();
    for (const key of keysOf(message)) if (!heard.has(key)) heard.set(key, at);
  });
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return { heard, socket };
}

const KEYS = {
  /** The case that was opened; the bench knows from the rows whose alert it was. */
  cases: ({ events }) => events.filter((event) => event.kind === 'case_opened').map((event) => event.caseId),
  refs: ({ events }) => events.map((event) => event.ref),
};

serve({
  /**
   * @param given.keys `cases` or `refs`: what an event is known by
   * @param given.warm alerts sent at the same pace before, which are not counted
   * @returns when each reference was to go and when each key was heard, in ms of this process, and the errors
   */
  run: async ({ url, path, token, cookie, keys, seed, perSecond, warm, count }) => {
    const make = alertMaker(seed);
    const alerts = Array.from({ length: warm + count }, () => {
      const { ref, json } = make();
      return { ref, bytes: postBytes(url, path, json, token) };
    });
    const { heard, socket } = await hearing(url, cookie, KEYS[keys]);
    const wires = await Promise.all(Array.from({ length: CONNECTIONS }, () => Wire.open(url)));
    const errors = [];
    const meant = new Map();
    const answers = [];
    await paced(alerts.length, 1000 / perSecond, (i, intended) => {
      const { ref, bytes } = alerts[i];
      if (i >= warm) meant.set(ref, intended);
      const answer = wires[i % CONNECTIONS].send(bytes).then(
        ({ status, body }) => status === 202 || errors.push(`HTTP ${status}: ${body.slice(0, 200)}`),
        (error) => errors.push(String(error)),
      );
      answers.push(answer);
    });
    await Promise.all(answers);
    const late = wallClock.elapsed() + PATIENCE_MS;
    while (heard.size < alerts.length && wallClock.elapsed() < late)
      await new Promise((resolve) => setTimeout(resolve, 20));
    if (heard.size < alerts.length) errors.push(`${alerts.length - heard.size} alerts were never heard of`);
    socket.close();
    for (const wire of wires) wire.close();
    return { meant, heard, errors: errors.slice(0, 5) };
  },
});
