/**
 * The only clock of the console. The desk's time is the server's: every reply that carries `now` sets the offset
 * against the browser's monotonic counter, so a workstation with a wrong wall clock still counts down rightly.
 */

let base = { server: performance.timeOrigin + performance.now(), at: performance.now(), known: false };

/** Milliseconds since the epoch by the desk's clock. */
export const serverNow = (): number => base.server + (performance.now() - base.at);

/** True once the server has told the time. */
export const clockKnown = (): boolean => base.known;

/**
 * Take the server's time from a reply. `sentAt` is `performance.now()` before the request, so half the way is added.
 * A reply that took longer than two seconds says less than what is known and is not used.
 */
export function syncClock(now: string, sentAt?: number): void {
  const server = Date.parse(now);
  if (Number.isNaN(server)) return;
  const at = performance.now();
  const way = sentAt === undefined ? 0 : (at - sentAt) / 2;
  if (base.known && way > 1000) return;
  base = { server: server + way, at, known: true };
}

/** Monotonic milliseconds, for ages ("seconds since the last beat"). */
export const monotonic = (): number => performance.now();

type Listener = () => void;
const listeners = new Set<Listener>();
let timer: ReturnType<typeof setTimeout> | null = null;
let second = 0;

function tick(): void {
  const now = serverNow();
  second = Math.floor(now / 1000);
  // Re-armed to the next whole second of the desk's clock, so all countdowns turn together.
  timer = setTimeout(tick, 1000 - (now % 1000) + 5);
  for (const listener of listeners) listener();
}

/** One shared ticker for every countdown on the page; it runs only while somebody listens. */
export function subscribeSecond(listener: Listener): () => void {
  listeners.add(listener);
  if (timer === null) tick();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== null) {
      clearTimeout(timer);
      timer = null;
    }
  };
}

/** The current whole second, in milliseconds since the epoch. */
export const currentSecond = (): number => second * 1000 || Math.floor(serverNow() / 1000) * 1000;
