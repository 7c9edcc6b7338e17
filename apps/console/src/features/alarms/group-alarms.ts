import { tierRank, type Tier } from '#escalation';
import type { AlarmView, OpenAlarms } from '#contracts';

export interface AlarmGroup {
  key: string;
  /** Null for the desk itself. */
  tier: Tier | null;
  code: string;
  /** Newest first. */
  alarms: AlarmView[];
}

/** Open alarms by tier and code: the desk's own and the gravest tier first, then the biggest group. */
export function groupAlarms(alarms: readonly AlarmView[]): AlarmGroup[] {
  const groups = new Map<string, AlarmGroup>();
  for (const alarm of alarms) {
    if (!isOpen(alarm)) continue;
    const key = `${alarm.tier ?? 'desk'}/${alarm.code}`;
    const group = groups.get(key) ?? { key, tier: alarm.tier, code: alarm.code, alarms: [] };
    group.alarms.push(alarm);
    groups.set(key, group);
  }
  for (const group of groups.values()) group.alarms.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return [...groups.values()].sort(
    (a, b) => rankOf(a) - rankOf(b) || b.alarms.length - a.alarms.length || a.key.localeCompare(b.key),
  );
}

const rankOf = ({ tier }: AlarmGroup): number => (tier === null ? -1 : tierRank(tier));

/** Nobody has taken note of it, and what it tells of still stands. */
export const isOpen = (alarm: AlarmView): boolean =>
  alarm.acknowledgedBy === null && alarm.clearedAt === null;

/** The list without this alarm. */
export function withoutAlarm({ items, total }: OpenAlarms, id: string): OpenAlarms {
  const rest = items.filter((alarm) => alarm.id !== id);
  return { items: rest, total: total - (items.length - rest.length) };
}

/** The list once this alarm has rung, was acknowledged or cleared. */
export function withAlarm(known: OpenAlarms, alarm: AlarmView): OpenAlarms {
  const rest = withoutAlarm(known, alarm.id);
  return isOpen(alarm) ? { items: [alarm, ...rest.items], total: rest.total + 1 } : rest;
}
