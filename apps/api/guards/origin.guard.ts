import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { Env, DeskError } from '#platform';

const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses unsafe requests that a browser sends from another site. `SameSite=Strict` keeps other sites out but not other
 * ports of the same host, so the Origin must be ours: PUBLIC_URL's, or that of the host the request itself went to.
 *
 * Every browser sends Origin with an unsafe request and no page can leave it out; a request without one (and without
 * Sec-Fetch-Site) comes from a script that holds the cookie itself, which is no forgery. Bearer tokens are not sent by
 * browsers on their own, so requests that carry one and no cookie pass.
 */
@Injectable()
export class OriginGuard implements CanActivate {
  private readonly ours: string;

  constructor(env: Env) {
    this.ours = new URL(env.PUBLIC_URL).origin;
  }

  /** @throws DeskError forbidden */
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const { method, headers } = context.switchToHttp().getRequest<Request>();
    if (SAFE.includes(method)) return true;
    if (headers.authorization !== undefined && headers.cookie === undefined) return true;
    const site = headers['sec-fetch-site'];
    const same =
      headers.origin === undefined
        ? site === undefined || site === 'same-origin' || site === 'none'
        : isOurs(headers.origin, this.ours, headers.host);
    if (!same) throw new DeskError('forbidden', 'the request comes from another site');
    return true;
  }
}

/** Whether an Origin header is `ours` or names the very host (with port) that was asked. */
export function isOurs(origin: string, ours: string, host: string | undefined): boolean {
  if (origin === ours) return true;
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}
