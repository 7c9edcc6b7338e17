import { ask, edit, ladderOf, specFor, type Draft } from './draft.js';
import { isPending } from './rungs.js';
import { daytime } from './schedule.js';
import type { AlarmCode, Millis, RungState } from './snapshot.js';

const END = 100;
const NO_MARKS: readonly number[] = [];

/** Raises an alarm for the supervisor; the key makes it one alarm however often it is delivered. */
export function alarm(
  d: Draft,
  code: AlarmCode,
  rungId: string | null,
  key: string,
  percent: number | null = null,
): void {
  ask(d, { kind: 'alarm', key: `${d.next.caseId}:${key}:${code}`, rungId, code, percent });
  d.events.push({ kind: 'alarm_raised', data: { code, rungId, percent } });
}

/** Which marks of this rung's clock alarm somebody; the end of the clock is kept track of in any case. */
function alarmMarks(d: Draft, rung: RungState): readonly number[] {
  // The engine's own clocks say for themselves that they ran out.
  if (rung.kind === 'alarm') return NO_MARKS;
  return ladderOf(d).alarmsAt;
}

/** Moment of a mark; held tiers are not alarmed about in quiet hours. */
function markAt(d: Draft, rung: RungState, dueAt: Millis, percent: number): Millis {
  if (percent === END) return dueAt;
  const at = Math.ceil(rung.anchoredAt + ((dueAt - rung.anchoredAt) * percent) / 100);
  if (!ladderOf(d).quiet) return at;
  const spec = specFor(d, rung);
  return spec ? Math.min(dueAt, daytime(d, spec, at)) : at;
}

/** The next mark of this rung's clock that has not rung, or null; a pause that names the rung holds it. */
export function nextMark(d: Draft, rung: RungState): Millis | null {
  const { dueAt, alarmed } = rung;
  if (dueAt === null || !isPending(rung) || alarmed.includes(END)) return null;
  let next = dueAt;
  for (const percent of alarmMarks(d, rung)) {
    if (percent === END || alarmed.includes(percent)) continue;
    const at = markAt(d, rung, dueAt, percent);
    if (at < next) next = at;
  }
  const { pause } = d.next;
  return pause && pause.rungs.includes(rung.id) ? Math.max(next, pause.until) : next;
}

/**
 * Rings the marks of this rung that have come. Of several at once only the last is heard (after an outage one alarm
 * says it all). Returns true when the clock has just run out.
 */
export function ringMarks(d: Draft, rung: RungState): boolean {
  const { dueAt } = rung;
  if (dueAt === null) return false;
  const next = nextMark(d, rung);
  if (next === null || next > d.now) return false;
  const marks = alarmMarks(d, rung);
  const all = marks.includes(END) ? marks : [...marks, END];
  const come = all.filter(
    (percent) => !rung.alarmed.includes(percent) && markAt(d, rung, dueAt, percent) <= d.now,
  );
  edit(d, rung).alarmed = [...rung.alarmed, ...come];
  const percent = Math.max(...come);
  if (marks.includes(percent)) {
    const code: AlarmCode = percent === END ? 'clock_100' : 'clock_80';
    alarm(d, code, rung.id, `${rung.id}:${rung.cycle}:${rung.attempts}:${dueAt}:${percent}`, percent);
  }
  return percent === END;
}
