import { DEFAULT_LADDERS } from './default.ladders.js';
import { DEFAULT_OUTCOMES } from './default.outcomes.js';
import type { Ladder, Playbook } from './playbook.js';

/**
 * The playbook that an office begins with: domain.md sections 2 and 3. Whoever is told by "the police" to trust nobody is
 * met by a uniform at once, and nobody rings a deaf person. All numbers are [chosen] in domain.md.
 */
export const DEFAULT_PLAYBOOK: Playbook = {
  id: 'default',
  version: 2,
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

const plain = (ladder: Ladder): Ladder => ({ ...ladder, variants: [] });

/** The version before, without variants: for the cases that began with it, and to compare with. */
export const FIRST_PLAYBOOK: Playbook = {
  ...DEFAULT_PLAYBOOK,
  version: 1,
  tiers: {
    critical: plain(DEFAULT_LADDERS.critical),
    high: plain(DEFAULT_LADDERS.high),
    medium: plain(DEFAULT_LADDERS.medium),
    low: plain(DEFAULT_LADDERS.low),
  },
};

/** Versions that came with the product, newest first; a case keeps the one it began with. */
export const BUILT_IN_PLAYBOOKS: readonly Playbook[] = [DEFAULT_PLAYBOOK, FIRST_PLAYBOOK];
