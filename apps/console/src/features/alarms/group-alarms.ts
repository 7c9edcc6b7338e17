import { tierRank, type Tier } from '#escalation';
import type { AlarmView } from '#contracts';

export interface AlarmGroup {
  key: string;
  tier: Tier;
  code: string;
  /** Newest first. */
  alarms: AlarmView[];
}

/** Unacknowledged alarms by tier and code: gravest tier first, then the biggest group. */
export function groupAlarms(alarms: readonly AlarmView[]): AlarmGroup[] {
  const groups = new Map<string, AlarmGroup>();
  for (const alarm of alarms) {
    if (alarm.acknowledgedBy !== null) continue;
    const key = `${alarm.tier}/${alarm.code}`;
    const group = groups.get(key) ?? { key, tier: alarm.tier, code: alarm.code, alarms: [] };
    group.alarms.push(alarm);
    groups.set(key, group);
  }
  for (const group of groups.values()) group.alarms.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return [...groups.values()].sort(
    (a, b) =>
      tierRank(a.tier) - tierRank(b.tier) || b.alarms.length - a.alarms.length || a.key.localeCompare(b.key),
  );
}
