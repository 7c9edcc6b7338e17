/** How often a second one core decides: the wakes of a case's first hour, each of which has something to do. */
import { serve } from '../child.mjs';
import { decide, DEFAULT_PLAYBOOK, openSnapshot } from '../../../dist/libs/escalation/index.js';
import { wallClock } from '../../../dist/libs/platform/index.js';

/** Noon in Shanghai: nothing is held back by quiet hours. */
const NOON = Date.parse('2026-06-30T12:00:00+08:00');
const HOUR_MS = 3_600_000;

function opened(tier) {
  const facts = {
    ...{ fraudType: 'fake_loan', signals: [], flags: [], alertsIn30Days: 1 },
    ...{ hasPhone: true, hasAddress: true, hasRelative: true },
  };
  const opening = { caseId: `bench-${tier}`, playbook: DEFAULT_PLAYBOOK, receivedAt: NOON };
  const snapshot = openSnapshot({ ...opening, tier, tierFloor: tier, tierReasons: [], facts });
  return decide(snapshot, DEFAULT_PLAYBOOK, { type: 'opened', raisedAt: NOON }, NOON).snapshot;
}

serve({
  /** Decides for `ms`, or about `most` times. @returns calls, events they told of, ms, and ms of them on a core */
  run: async ({ ms = Infinity, most = Infinity }) => {
    const cases = ['critical', 'high', 'medium'].map(opened);
    let calls = 0;
    let events = 0;
    const started = wallClock.elapsed();
    const before = process.cpuUsage();
    while (wallClock.elapsed() - started < ms && calls < most) {
      for (const first of cases) {
        let snapshot = first;
        while (snapshot.wakeAt !== null && snapshot.wakeAt < NOON + HOUR_MS) {
          const decision = decide(snapshot, DEFAULT_PLAYBOOK, { type: 'wake' }, snapshot.wakeAt);
          snapshot = decision.snapshot;
          events += decision.events.length;
          calls += 1;
        }
      }
    }
    const { user, system } = process.cpuUsage(before);
    return { calls, events, ms: wallClock.elapsed() - started, cpuMs: (user + system) / 1000 };
  },
});
