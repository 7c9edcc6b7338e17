import type { RungView } from '#contracts';
import { climbing, isSettled, parallel, stepAfter } from './rung-order.js';

const at = (s: number): string => new Date(Date.parse('2026-06-30T08:00:00+08:00') + s * 1000).toISOString();
const rung = (
  id: string,
  start: number,
  due: number | null,
  status: RungView['status'] = 'waiting',
  kind: RungView['kind'] = 'call',
): RungView => ({
  id,
  kind,
  status,
  startAt: at(start),
  dueAt: due === null ? null : at(due),
  anchoredAt: at(0),
  attempts: 0,
  maxAttempts: null,
  callerId: null,
  needs: [],
  outcome: null,
  reason: null,
});

describe('the ladder as it is drawn', () => {
  it('climbs by start, a clock by its end; then by deadline, then by place', () => {
    const rungs = [
      rung('visit', 180, null),
      rung('face', 0, 1800, 'open', 'face_to_face'),
      rung('sign_in', 0, 60),
      rung('call', 0, 120),
      rung('sms', 180, null),
    ];
    expect(climbing(rungs).map((r) => r.id)).toEqual(['sign_in', 'call', 'visit', 'sms', 'face']);
    expect(rungs[0]?.id).toBe('visit');
  });

  it('tells the follow-ups apart', () => {
    expect(stepAfter('follow_up_24h')).toEqual({ n: 24, unit: 'hours' });
    expect(stepAfter('follow_up_30d')).toEqual({ n: 30, unit: 'days' });
    expect(stepAfter('face_to_face')).toBeNull();
  });

  it('names what runs at once', () => {
    expect([
      ...parallel([
        rung('face', 0, 1800, 'open', 'face_to_face'),
        rung('sms', 0, null, 'running'),
        rung('visit', 0, null, 'open'),
        rung('call', 0, null),
      ]),
    ]).toEqual(['sms', 'visit']);
    expect(parallel([rung('sms', 0, null, 'running')]).size).toBe(0);
    expect(isSettled(rung('a', 0, null, 'exhausted'))).toBe(true);
    expect(isSettled(rung('a', 0, null, 'waiting'))).toBe(false);
  });
});
