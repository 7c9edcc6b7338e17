import type { LiveEvent } from '#contracts';

/** Where this console stands in the feed. Null until the first reply told a position. */
export interface FeedCursor {
  seq: number | null;
}

export interface FeedStep {
  cursor: FeedCursor;
  /** Events that were not seen before, by seq. */
  fresh: LiveEvent[];
}

/**
 * Merge a batch from the socket or the replay: what was seen is dropped, the rest is put in order, the cursor never
 * goes back. `upTo` may pass events this account may not see (design.md section 8).
 */
export function mergeBatch(cursor: FeedCursor, batch: { events: LiveEvent[]; upTo: number }): FeedStep {
  const from = cursor.seq ?? -1;
  const bySeq = new Map<number, LiveEvent>();
  for (const event of batch.events) if (event.seq > from) bySeq.set(event.seq, event);
  const fresh = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  const last = fresh.at(-1)?.seq ?? from;
  const seq = Math.max(from, last, batch.upTo);
  return { cursor: { seq: seq < 0 ? null : seq }, fresh };
}

/** What the events of a batch make stale: cases by id, and lists by name. */
export interface Touched {
  cases: Set<string>;
  alarms: boolean;
  visits: boolean;
  countermeasures: boolean;
  quarantine: boolean;
}

/** Which cached answers a batch of events puts out of date, told by the first word of each kind. */
export function touchedBy(events: readonly LiveEvent[]): Touched {
  const touched: Touched = {
    cases: new Set(),
    alarms: false,
    visits: false,
    countermeasures: false,
    quarantine: false,
  };
  for (const { caseId, kind } of events) {
    if (caseId !== null) touched.cases.add(caseId);
    if (kind.includes('alarm')) touched.alarms = true;
    if (kind.includes('visit')) touched.visits = true;
    if (kind.includes('countermeasure')) touched.countermeasures = true;
    if (kind.includes('quarantine')) touched.quarantine = true;
  }
  return touched;
}
