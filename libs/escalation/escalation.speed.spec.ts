import { decide } from './escalation.decide.js';
import { DEFAULT_PLAYBOOK } from './default.playbook.js';
import { NOON, Story } from './ladder-story.js';
import { TIERS } from './vocabulary.js';

/** Wakes per second on one core, printed and not asserted: machines differ (design.md section 7, goal 200,000/s). */
describe('the speed of decide()', () => {
  it('is measured over wakes that each have something to do', () => {
    const cases = TIERS.slice(0, 3).map((tier) => new Story({ tier }).snapshot);
    let decided = 0;
    let events = 0;
    const started = process.hrtime.bigint();
    for (let round = 0; round < 4_000; round += 1) {
      for (const opened of cases) {
        let snapshot = opened;
        // The first hour: sms, dispatch, relative and alarms.
        while (snapshot.wakeAt !== null && snapshot.wakeAt < NOON + 3_600_000) {
          const decision = decide(snapshot, DEFAULT_PLAYBOOK, { type: 'wake' }, snapshot.wakeAt);
          snapshot = decision.snapshot;
          decided += 1;
          events += decision.events.length;
        }
      }
    }
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    console.info(`decide: ${Math.round(decided / seconds).toLocaleString('en')} wakes/s (${decided} wakes)`);
    expect(events).toBeGreaterThanOrEqual(decided);
  });
});
