import type { LiveEvent } from '#contracts';
import { mergeBatch, touchedBy } from './feed-cursor.js';

const event = (seq: number, kind = 'claimed', caseId: string | null = `case-${seq}`): LiveEvent => ({
  seq,
  caseId,
  version: 1,
  kind,
  at: '2026-06-30T08:00:00+08:00',
  data: {},
});

describe('the feed cursor', () => {
  it('drops what was seen, orders the rest and moves on', () => {
    const step = mergeBatch({ seq: 5 }, { events: [event(7), event(5), event(6), event(7)], upTo: 7 });
    expect(step.fresh.map((e) => e.seq)).toEqual([6, 7]);
    expect(step.cursor).toEqual({ seq: 7 });
  });

  it('passes over events it may not see and never goes back', () => {
    expect(mergeBatch({ seq: 5 }, { events: [], upTo: 40 }).cursor).toEqual({ seq: 40 });
    expect(mergeBatch({ seq: 40 }, { events: [event(12)], upTo: 12 })).toEqual({
      cursor: { seq: 40 },
      fresh: [],
    });
  });

  it('gives the same end whether a gap comes by replay, by socket, or by both', () => {
    const live = mergeBatch({ seq: 10 }, { events: [event(14), event(15)], upTo: 15 });
    const replayFirst = mergeBatch({ seq: 10 }, { events: [11, 12, 13, 14].map((n) => event(n)), upTo: 14 });
    const thenLive = mergeBatch(replayFirst.cursor, { events: [event(14), event(15)], upTo: 15 });
    expect(thenLive.cursor).toEqual(live.cursor);
    expect([...replayFirst.fresh, ...thenLive.fresh].map((e) => e.seq)).toEqual([11, 12, 13, 14, 15]);
  });

  it('starts from nothing', () => {
    expect(mergeBatch({ seq: null }, { events: [], upTo: 0 }).cursor).toEqual({ seq: 0 });
    expect(mergeBatch({ seq: null }, { events: [event(3)], upTo: 3 }).fresh).toHaveLength(1);
  });
});

describe('what events touch', () => {
  it('names the cases and lists that are out of date', () => {
    const touched = touchedBy([
      event(1, 'visit_accepted', 'a'),
      event(2, 'alarm_raised', 'b'),
      event(3, 'quarantined', null),
    ]);
    expect([...touched.cases]).toEqual(['a', 'b']);
    expect(touched).toMatchObject({ alarms: true, visits: true, countermeasures: false, quarantine: true });
  });
});
