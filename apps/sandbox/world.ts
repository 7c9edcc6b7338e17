import type { AnswerScript } from './answers.js';
import type { SandboxClock } from './clock.js';
import type { Faults } from './faults.js';
import type { Inbox, Institution } from './inbox.js';
import type { InstitutionDesk } from './institution.js';
import type { Smsc } from './smsc.js';
import type { Throttle } from './throttle.js';
import type { Trickle } from './trickle.js';
import type { UpstreamPlatform } from './upstream.js';
import type { VoiceGateway } from './voice-gateway.js';

/** Every counterpart of one sandbox, for the routes. */
export interface World {
  clock: SandboxClock;
  faults: Faults;
  throttle: Throttle;
  inbox: Inbox;
  smsc: Smsc;
  voice: VoiceGateway;
  institutions: Record<Institution, InstitutionDesk>;
  upstream: UpstreamPlatform;
  trickle: Trickle;
  answers: { script: AnswerScript };
}
