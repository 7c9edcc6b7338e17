import type { AlertInput } from '#contracts';
import type { AnswerScript } from './answers.js';
import type { SandboxClock } from './clock.js';
import type { TrickleOrder } from './trickle.js';

export interface SandboxOptions {
  /** 0 (default): a free port. */
  httpPort?: number;
  /** 0 (default): a free port. */
  smppPort?: number;
  /** Who may bind at the SMSC. Defaults: `holdline` / `sandbox`, those of libs/platform/config.ts. */
  smppSystemId?: string;
  smppPassword?: string;
  /** Bearer token of voice gateway, bank, carrier and upstream platform. Default `sandbox`. */
  token?: string;
  /** Signs callbacks (Standard Webhooks). Default: that of libs/platform/config.ts, worth nothing outside a sandbox. */
  callbackSecret?: string;
  /** Default: nobody answers by themselves. */
  answers?: AnswerScript;
  /** Alerts that the upstream platform has from the start. */
  upstream?: AlertInput[];
  /** A trickle to start with. */
  trickle?: TrickleOrder;
  /** Seed of everything the sandbox makes up. Default: the time of the start, so that two runs do not collide. */
  seed?: string;
  /** Where bank and carrier keep their orders over a restart. Default: nowhere. */
  ordersFile?: string;
  /** Default: real time. `liveClock` with a start for a desk whose own clock is driven by hand. */
  clock?: SandboxClock;
}

export const DEFAULTS = {
  smppSystemId: 'holdline',
  smppPassword: 'sandbox',
  token: 'sandbox',
  callbackSecret: 'whsec_c2FuZGJveC1vbmx5LXNlY3JldC1jaGFuZ2UtbWUtMDA=',
} as const;
