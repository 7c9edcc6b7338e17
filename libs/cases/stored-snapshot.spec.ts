import { decide, DEFAULT_PLAYBOOK, openSnapshot, type CaseSnapshot } from '#escalation';
import { restoredSnapshot, storedSnapshot } from './stored-snapshot.js';

const MINUTE = 60_000;
const RECEIVED = Date.parse('2026-06-30T10:00:00+08:00');

/** A critical case from its opening on, woken as long as it says when. */
function lived(minutes: number): CaseSnapshot {
  const opening = openSnapshot({
    caseId: '01937a00-0000-7000-8000-000000000001',
    playbook: DEFAULT_PLAYBOOK,
    receivedAt: RECEIVED,
    tier: 'critical',
    tierFloor: null,
    tierReasons: [{ at: RECEIVED, tier: 'critical', rule: 'paying_now', facts: ['paying_now'] }],
    facts: {
      fraudType: 'fake_loan',
      signals: ['paying_now'],
      flags: [],
      hasPhone: true,
      hasAddress: true,
      hasRelative: true,
      alertsIn30Days: 1,
    },
  });
  let { snapshot } = decide(opening, DEFAULT_PLAYBOOK, { type: 'opened', raisedAt: RECEIVED }, RECEIVED);
  while (snapshot.wakeAt !== null && snapshot.wakeAt <= RECEIVED + minutes * MINUTE)
    ({ snapshot } = decide(snapshot, DEFAULT_PLAYBOOK, { type: 'wake' }, snapshot.wakeAt));
  return snapshot;
}

const kept = (snapshot: CaseSnapshot): CaseSnapshot =>
  restoredSnapshot(JSON.parse(storedSnapshot(snapshot)) as CaseSnapshot, null);

describe('a stored snapshot', () => {
  it.each([0, 4, 30, 300])('comes back as it was after %i minutes of its ladder', (minutes) => {
    const snapshot = lived(minutes);
    expect(kept(snapshot)).toEqual(snapshot);
  });

  it('leaves the lease to its columns', () => {
    const now = RECEIVED + MINUTE;
    const { snapshot } = decide(
      lived(0),
      DEFAULT_PLAYBOOK,
      { type: 'claimed', by: '01937a00-0000-7000-8000-000000000002', until: now + MINUTE },
      now,
    );
    expect(snapshot.lease).not.toBeNull();
    expect(kept(snapshot)).toEqual({ ...snapshot, lease: null });
  });

  it('is at least a fifth shorter than all of it', () => {
    const snapshot = lived(4);
    expect(storedSnapshot(snapshot).length).toBeLessThan(0.8 * JSON.stringify(snapshot).length);
  });
});
