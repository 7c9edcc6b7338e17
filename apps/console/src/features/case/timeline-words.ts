import type { TFunction } from 'i18next';
import type { RungKind } from '#escalation';
import type { TimelineEntry } from '#contracts';

/** Keys of `data` whose values are words of the desk, with the list that names them. */
const WORDS: [key: string, lists: string[]][] = [
  ['kind', ['attemptKind', 'rungKind', 'countermeasureKind', 'confirmation']],
  ['outcome', ['outcome']],
  ['tier', ['tier']],
  ['cause', ['raiseCause']],
  ['code', ['alarmCode']],
  ['reason', ['ladder.reason', 'outcome', 'raiseCause', 'rungKind', 'declineReason']],
  ['field', ['case']],
  ['to', ['messageTo']],
  ['answer', ['asked']],
  ['asked', ['asked']],
  ['result', ['outcome', 'messageState']],
];

function word(t: TFunction, lists: string[], value: string): string {
  for (const list of lists) {
    const found = t(`${list}.${value}`, { defaultValue: '' });
    if (typeof found === 'string' && found !== '') return found;
  }
  return '';
}

/** A timeline entry in words: what happened, and the details its data names. Unknown kinds are shown by their key. */
export function describeEntry(
  t: TFunction,
  entry: TimelineEntry,
  rungKinds: ReadonlyMap<string, RungKind>,
): { what: string; more: string } {
  const what = t(`timeline.kind.${entry.kind}`, { defaultValue: entry.kind.replaceAll('_', ' ') });
  const rungId = entry.data['rungId'];
  const kind = typeof rungId === 'string' ? rungKinds.get(rungId) : undefined;
  const parts: string[] = [];
  const rung = kind === undefined ? '' : t(`rungKind.${kind}`);
  // "派警上门 派警上门" says it twice.
  if (rung !== '' && rung !== what) parts.push(rung);
  for (const [key, lists] of WORDS) {
    const value = entry.data[key];
    if (typeof value !== 'string' || (key === 'kind' && kind !== undefined)) continue;
    const said = word(t, lists, value);
    if (said !== '' && said !== what && !parts.includes(said)) parts.push(said);
  }
  // The other case of a merge, by the number that a person can say.
  const no = entry.data['no'];
  if (typeof no === 'string') parts.push(no);
  const percent = entry.data['percent'];
  if (typeof percent === 'number') parts.push(`${percent}%`);
  return { what, more: parts.join(' · ') };
}

/** What only happens because a person did it; everything else follows from the playbook, whoever set it off. */
const ACTS = new Set([
  'claimed',
  'taken_over',
  'released',
  'attempt_recorded',
  'inbound_call',
  'call_started',
  'call_ended',
  'edited',
  'revealed',
  'relative_added',
  'waived',
  'agreed',
  'confirmed',
  'declined',
  'paused',
  'resumed',
  'merged',
  'took_in',
  'unmerged',
  'gave_back',
  'hold_released',
  'alarm_acknowledged',
  'quarantine_dismissed',
]);

/** Whether an entry is somebody's own act, rather than what the machine made of it. */
export function isAct({ kind, by, data }: Pick<TimelineEntry, 'kind' | 'by' | 'data'>): boolean {
  if (by === null) return false;
  if (kind === 'tier_raised') return data['cause'] === 'supervisor';
  return ACTS.has(kind) || kind.startsWith('visit_') || kind.startsWith('countermeasure_');
}

const GOOD = new Set([
  'persuaded',
  'watched',
  'confirmed',
  'rung_done',
  'message_delivered',
  'countermeasure_released',
]);
const BAD = new Set([
  'alarm_raised',
  'rung_failed',
  'rung_unknown',
  'rung_exhausted',
  'tier_raised',
  'reopened',
  'message_failed',
  'countermeasure_failed',
  'lease_lapsed',
  'declined',
]);

/** How an entry looks: good news, bad news, or neither. */
export const toneOf = (entry: TimelineEntry): 'good' | 'bad' | 'plain' =>
  GOOD.has(entry.kind) ? 'good' : BAD.has(entry.kind) ? 'bad' : 'plain';
