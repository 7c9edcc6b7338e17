import type { AlertInput } from '#contracts';
import type { AnswerScript } from './answers.js';
import type { SharedSecrets } from '#platform';
import type { SandboxClock } from './clock.js';
import type { TrickleOrder } from './trickle.js';

export interface SandboxOptions {
  /** 0 (default): a free port. */
  httpPort?: number;
  /** 0 (default): a free port. */
  smppPort?: number;
  /** Who may bind at the SMSC. Default `holdline`. */
  smppSystemId?: string;
  /** What it shares with Holdline, by the names of Holdline's settings. Default: new ones, see `Sandbox.secrets`. */
  secrets?: Partial<SandboxSecrets>;
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

/** SMPP password, and for each counterpart the token that is asked of Holdline and what its callbacks are signed with. */
export type SandboxSecrets = SharedSecrets & { UPSTREAM_TOKEN: string };
