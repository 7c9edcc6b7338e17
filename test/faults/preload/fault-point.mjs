/**
 * Preloaded into one process of a fault scenario: it kills itself, as kill -9 would, at the n-th pass of a named
 * boundary between a commit and what follows it. FAULT_POINT is `<point>#<n>`. The boundaries are put around the
 * product's methods from here, so the product has no fault in it that could ever be switched on.
 */
import 'reflect-metadata';
import { Attempts, Cases } from '#cases';
import { Intake, PullSources } from '#intake';
import { FeedSealer } from '#live';
import { Outbox, Queues, rawEnv } from '#platform';

/** Queue of the wakes; every other one carries outbox rows. */
const TIMERS = 'timers';
const ofTimers = (queue) => queue === TIMERS;
const ofOutbox = (queue) => queue !== TIMERS;

/** Point: [class, method, before | after, and for some only these first arguments]. */
const POINTS = {
  'relay: marked, not given': [Queues, 'addBulk', 'before', ofOutbox],
  'relay: given': [Queues, 'addBulk', 'after', ofOutbox],
  'arm: marked, not given': [Queues, 'addBulk', 'before', ofTimers],
  'arm: given': [Queues, 'addBulk', 'after', ofTimers],
  'outbox: result known, not settled': [Outbox, 'settle', 'before'],
  'outbox: settled': [Outbox, 'settle', 'after'],
  'outbox: written, not committed': [Outbox, 'take', 'after'],
  'case: decided, not committed': [Cases, 'step', 'after'],
  'wake: committed': [Cases, 'wake', 'after'],
  'pull: page fetched, not kept': [PullSources, 'keep', 'before'],
  'pull: page and cursor kept': [PullSources, 'keep', 'after'],
  'feed: sealed': [FeedSealer, 'seal', 'after'],
  'alerts: read, not written': [Intake, 'accept', 'before'],
  'alerts: written, not answered': [Intake, 'accept', 'after'],
  'attempt: decided, not committed': [Attempts, 'record', 'after'],
};
/** Around the effect itself, of any kind or of one: taken and committed as `sending`, or acted and not settled. */
const AROUND_EFFECT = {
  'effect: taken, not done': ['before'],
  'effect: done, not settled': ['after'],
  'order: taken, not done': ['before', 'countermeasures.send'],
  'order: done, not settled': ['after', 'countermeasures.send'],
  'release: done, not settled': ['after', 'countermeasures.release'],
};

const [point, count] = (rawEnv('FAULT_POINT') ?? '').split('#');
let left = Number(count);

function pass() {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

function wrapped(method, when, applies = () => true) {
  return function (...given) {
    if (!applies(...given)) return method.apply(this, given);
    if (when === 'before') pass();
    const result = method.apply(this, given);
    if (when === 'before') return result;
    if (!(result instanceof Promise)) {
      pass();
      return result;
    }
    return result.then((value) => {
      pass();
      return value;
    });
  };
}

if (point in AROUND_EFFECT) {
  const register = Outbox.prototype.register;
  Outbox.prototype.register = function (kind, handler) {
    const [when, only = kind] = AROUND_EFFECT[point];
    // What is rows only has no moment between acting and settling.
    const handle = kind === only && handler.handle && wrapped(handler.handle, when);
    register.call(this, kind, handle ? { ...handler, handle } : handler);
  };
} else if (point in POINTS) {
  const [owner, name, when, applies] = POINTS[point];
  // A method that was renamed must not make its point one that nobody passes.
  if (typeof owner.prototype[name] !== 'function') throw new Error(`fault point ${point}: ${name} is gone`);
  owner.prototype[name] = wrapped(owner.prototype[name], when, applies);
} else throw new Error(`no such fault point: ${point}`);
