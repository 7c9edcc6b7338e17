import { OUTCOMES } from '#escalation';
import type { RungView } from '#contracts';
import { ALL_GROUPED, fits, groupsFor, mayExpire, OFFICER_KINDS, rungFor } from './outcome-groups.js';

const rung = (
  id: string,
  kind: RungView['kind'],
  status: RungView['status'],
  startAt = '2026-06-30T08:00:00+08:00',
): RungView => ({
  id,
  kind,
  status,
  startAt,
  dueAt: null,
  anchoredAt: startAt,
  attempts: 0,
  maxAttempts: 3,
  callerId: null,
  needs: [],
  outcome: null,
  reason: null,
});

describe('outcomes on the form', () => {
  it('leave none of the desk’s outcomes out but the one that waits for merging', () => {
    expect(ALL_GROUPED).toEqual(OUTCOMES.filter((outcome) => outcome !== 'duplicate'));
    for (const outcome of ALL_GROUPED)
      expect([outcome, OFFICER_KINDS.some((kind) => fits(outcome, kind))]).toEqual([outcome, true]);
  });

  it('offer only what can come of the contact', () => {
    const of = (kind: 'call' | 'visit' | 'review'): string[] =>
      groupsFor(kind, true).flatMap((g) => g.outcomes);
    expect(of('call')).toEqual(expect.arrayContaining(['busy', 'persuaded_phone']));
    expect(of('call')).not.toContain('persuaded_visit');
    expect(of('visit')).toEqual(expect.arrayContaining(['not_found', 'persuaded_visit']));
    expect(of('visit')).not.toContain('busy');
    expect(of('review')).toEqual(expect.arrayContaining(['expired', 'false_alarm']));
  });
});

describe('letting a case expire', () => {
  it('is a supervisor’s, and for low cases', () => {
    expect(mayExpire('low', () => true)).toBe(true);
    expect(mayExpire('low', () => false)).toBe(false);
    expect(mayExpire('medium', () => true)).toBe(false);
    expect(groupsFor('review', false).flatMap((g) => g.outcomes)).not.toContain('expired');
  });
});

describe('the rung an attempt works', () => {
  it('is the one that can be worked now, then the earliest pending', () => {
    const rungs = [
      rung('call_done', 'call', 'done'),
      rung('call_b', 'call', 'waiting', '2026-06-30T09:00:00+08:00'),
      rung('call_a', 'call', 'waiting'),
      rung('call_now', 'call', 'open', '2026-06-30T10:00:00+08:00'),
    ];
    expect(rungFor('call', rungs)).toBe('call_now');
    expect(rungFor('call', rungs.slice(0, 3))).toBe('call_a');
    expect(rungFor('call', rungs.slice(0, 1))).toBeUndefined();
    expect(rungFor('inbound_call', rungs)).toBeUndefined();
  });
});
