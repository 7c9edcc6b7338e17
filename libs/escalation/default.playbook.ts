import { DEFAULT_LADDERS } from './default.ladders.js';
import { DEFAULT_OUTCOMES } from './default.outcomes.js';
import type { Playbook } from './playbook.js';

/** The playbook that every office starts with: domain.md sections 2 and 3. All numbers are [chosen] there. */
export const DEFAULT_PLAYBOOK: Playbook = {
  id: 'default',
  version: 1,
  tiers: DEFAULT_LADDERS,
  outcomes: DEFAULT_OUTCOMES,
  quietHours: { utcOffsetS: 8 * 3600, fromS: 22 * 3600, untilS: 7 * 3600, spreadS: 1800, leastClockS: 3600 },
  effectTimeoutS: { sms: 120, robot_call: 300, visit: 120, relative: 120 },
  robotOutcomeWithinS: 600,
  catchUpGraceS: 600,
  confirmationS: 15 * 60,
  recheckS: 24 * 3600,
  hiddenFromRelatives: ['blackmail'],
};
