import i18next from 'i18next';
import type { TimelineEntry } from '#contracts';
import { zh } from '../../i18n/zh/index.js';
import { describeEntry, isAct, toneOf } from './timeline-words.js';

const entry = (
  kind: string,
  data: Record<string, unknown> = {},
  by: TimelineEntry['by'] = null,
): TimelineEntry => ({
  id: '1',
  seq: 1,
  at: '2026-06-30T08:00:00+08:00',
  kind,
  by,
  data,
});
const officer = { id: 'a', name: '甲' };

describe('the timeline in words', () => {
  beforeAll(() =>
    i18next.init({ lng: 'zh-CN', resources: { 'zh-CN': { translation: zh } }, showSupportNotice: false }),
  );

  it('says what happened and names the details as the desk does', () => {
    const kinds = new Map([['call', 'call' as const]]);
    const t = i18next.t.bind(i18next);
    expect(
      describeEntry(t, entry('attempt_recorded', { rungId: 'call', kind: 'call', outcome: 'busy' }), kinds),
    ).toEqual({
      what: '记录结果',
      more: '电话劝阻 · 通话中',
    });
    expect(describeEntry(t, entry('alarm_raised', { code: 'clock_80', percent: 80 }), kinds).more).toBe(
      '时限将到 · 80%',
    );
    expect(
      describeEntry(t, entry('declined', { kind: 'false_alarm', reason: 'evidence_missing' }), kinds),
    ).toEqual({ what: '第二人不予确认', more: '误报结论 · 依据不足' });
    const visits = new Map([['visit', 'visit' as const]]);
    expect(describeEntry(t, entry('visit_dispatched', { rungId: 'visit', kind: 'visit' }), visits)).toEqual({
      what: '派警上门',
      more: '',
    });
    expect(
      describeEntry(t, entry('took_in', { from: 'x', no: '20260630-00042', tier: 'high' }), kinds),
    ).toEqual({
      what: '他案并入本案',
      more: '高危 · 20260630-00042',
    });
    expect(describeEntry(t, entry('something_new', { secret: 'x' }), kinds)).toEqual({
      what: 'something new',
      more: '',
    });
  });

  it('tells what a person did from what the machine made of it', () => {
    expect(isAct(entry('attempt_recorded', {}, officer))).toBe(true);
    expect(isAct(entry('countermeasure_approved', {}, officer))).toBe(true);
    expect(isAct(entry('rung_started', {}, officer))).toBe(false);
    expect(isAct(entry('attempt_recorded'))).toBe(false);
    expect(isAct(entry('tier_raised', { cause: 'supervisor' }, officer))).toBe(true);
    expect(isAct(entry('tier_raised', { cause: 'busy_twice' }, officer))).toBe(false);
  });

  it('marks good and bad news', () => {
    expect(toneOf(entry('persuaded'))).toBe('good');
    expect(toneOf(entry('rung_unknown'))).toBe('bad');
    expect(toneOf(entry('claimed'))).toBe('plain');
  });
});
