/** Preloaded into one process of a fault scenario: its own clock is FAULT_CLOCK_MS ahead (behind when negative). */
import { rawEnv } from '#platform';

const RightDate = globalThis.Date;
const aheadMs = Number(rawEnv('FAULT_CLOCK_MS'));

globalThis.Date = class Date extends RightDate {
  constructor(...given) {
    if (given.length === 0) super(RightDate.now() + aheadMs);
    else super(...given);
  }

  static now() {
    return RightDate.now() + aheadMs;
  }
};
