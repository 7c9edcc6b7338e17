import type { AlarmView } from '#contracts';
import type { Tier } from '#escalation';
import { groupAlarms, withAlarm, withoutAlarm } from './group-alarms.js';

const alarm = (id: number, tier: Tier | null, code: string, more: Partial<AlarmView> = {}): AlarmView => ({
  id: String(id),
  caseId: `case-${id}`,
  caseNo: `20260630-000${id}`,
  tier,
  code,
  rungId: null,
  percent: 100,
  at: new Date(1_780_000_000_000 + id * 1000).toISOString(),
  acknowledgedBy: null,
  clearedAt: null,
  ...more,
});

describe('alarms at log-on', () => {
  it('are few groups, the desk itself and the gravest tier first, newest first inside', () => {
    const groups = groupAlarms([
      alarm(1, 'high', 'clock_100'),
      alarm(2, 'critical', 'clock_80'),
      alarm(3, 'high', 'clock_100'),
      alarm(4, 'critical', 'clock_80', { acknowledgedBy: { id: 'x', name: 'x' } }),
      alarm(5, 'high', 'wake_overdue', { clearedAt: '2026-06-30T10:00:00Z' }),
      alarm(6, null, 'feed_unsealed', { caseId: null, caseNo: null }),
    ]);
    expect(groups.map((g) => [g.tier, g.code, g.alarms.map((a) => a.id)])).toEqual([
      [null, 'feed_unsealed', ['6']],
      ['critical', 'clock_80', ['2']],
      ['high', 'clock_100', ['3', '1']],
    ]);
  });
});

describe('the list of open alarms, of which the first are shown', () => {
  const known = { items: [alarm(1, 'high', 'clock_100'), alarm(2, 'high', 'clock_80')], total: 250 };

  it('counts one more when one rings, and the same one only once', () => {
    const once = withAlarm(known, alarm(3, 'critical', 'clock_100'));
    expect([once.items.length, once.total]).toEqual([3, 251]);
    expect(withAlarm(once, alarm(3, 'critical', 'clock_100')).total).toBe(251);
  });

  it('counts one less when one is cleared or taken note of, and no less for one it does not show', () => {
    const cleared = alarm(2, 'high', 'clock_80', { clearedAt: '2026-06-30T10:00:00Z' });
    expect(withAlarm(known, cleared)).toEqual({ items: [known.items[0]], total: 249 });
    expect(withoutAlarm(known, '9')).toEqual(known);
  });
});
