import { timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { DeskError } from '#platform';
import type { SandboxClock } from './clock.js';
import { type Counterpart, type Faults, type FaultSet } from './faults.js';
import type { Throttle } from './throttle.js';

/** The faults that hold for the request behind this response. */
export const faultsOf = (res: Response): FaultSet => res.locals['faults'] as FaultSet;

/**
 * Puts a counterpart's faults between the request and its route. The route acts as ever and answers with
 * `res.json`; `faultsOf(res)` is the set that goes on to its callbacks.
 */
export function withFaults(
  counterpart: Counterpart | ((req: Request) => Counterpart),
  its: { faults: Faults; throttle: Throttle; clock: SandboxClock },
): RequestHandler {
  return (req: Request, res: Response, next: NextFunction) => {
    const name = typeof counterpart === 'string' ? counterpart : counterpart(req);
    const faults = its.faults.take(name);
    res.locals['faults'] = faults;
    if (faults.disconnect) return void req.socket.destroy();
    const proceed = (): void => {
      if (faults.clockSkewS) {
        res.setHeader('date', new Date(its.clock.now().getTime() + faults.clockSkewS * 1000).toUTCString());
      }
      if (!its.throttle.admits(name, faults.throttle)) {
        res.setHeader('retry-after', '1');
        return next(new DeskError('too_many_requests', 'throttled (fault)'));
      }
      if (faults.status500) return next(new Error('broken on purpose (fault)'));
      if (faults.forgets) return next(new DeskError('not_found', 'unheard of (fault)'));
      if (faults.refuse) return next(new DeskError('invalid', 'refused (fault)'));
      // The caller waits in vain: what the route writes never leaves.
      if (faults.timeoutAfterActing) res.json = () => res;
      next();
    };
    if (faults.slowMs) its.clock.after(faults.slowMs, proceed);
    else proceed();
  };
}

/** @throws DeskError unauthenticated (to the error handler) without the token that Holdline was given */
export function bearer(token: string): RequestHandler {
  const expected = Buffer.from(`Bearer ${token}`);
  return (req, _res, next) => {
    const given = Buffer.from(req.get('authorization') ?? '');
    const right = given.length === expected.length && timingSafeEqual(given, expected);
    next(right ? undefined : new DeskError('unauthenticated', 'a bearer token is needed'));
  };
}

/**
 * The sandbox has no accounts, so only this machine's own pages and programs may drive it: a foreign page in the
 * same browser cannot, neither through a form nor through a name that is rebound to this address.
 */
export const ownMachineOnly: RequestHandler = (req, _res, next) => {
  const host = req.hostname;
  const origin = req.get('origin');
  const own = host === '127.0.0.1' || host === 'localhost' || host === '[::1]';
  const same = origin === undefined || (URL.canParse(origin) && new URL(origin).host === req.get('host'));
  next(own && same ? undefined : new DeskError('forbidden', 'from this machine only'));
};
