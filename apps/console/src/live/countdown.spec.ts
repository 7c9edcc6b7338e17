import { countdown, durationParts, writeDuration } from './countdown.js';

const at = (s: number): string => new Date(1_780_000_000_000 + s * 1000).toISOString();
const ms = (s: number): number => 1_780_000_000_000 + s * 1000;
const units = { day: 'd ', hour: 'h' };

describe('countdown', () => {
  it('is calm before four fifths of the clock, soon from there, over at the end', () => {
    expect(countdown(ms(47), at(0), at(60))).toEqual({ leftMs: 13_000, used: 47 / 60, urgency: 'calm' });
    expect(countdown(ms(48), at(0), at(60)).urgency).toBe('soon');
    expect(countdown(ms(60), at(0), at(60))).toEqual({ leftMs: 0, used: 1, urgency: 'over' });
    expect(countdown(ms(90), at(0), at(60)).leftMs).toBe(-30_000);
  });

  it('shows a clock that has not started as later, and no deadline as none', () => {
    expect(countdown(ms(-5), at(0), at(60)).urgency).toBe('later');
    expect(countdown(ms(5), at(0), null)).toEqual({ leftMs: null, used: 0, urgency: 'none' });
    expect(countdown(ms(-5), at(0), null).urgency).toBe('later');
  });

  it('does not divide by a clock of no length', () => {
    expect(countdown(ms(-1), at(0), at(0))).toMatchObject({ used: 0, urgency: 'later' });
    expect(countdown(ms(0), at(0), at(0)).urgency).toBe('over');
  });
});

describe('writing a duration', () => {
  it('rounds what is left up and what is late down', () => {
    expect(writeDuration(59_001, units)).toBe('01:00');
    expect(writeDuration(1, units)).toBe('00:01');
    expect(writeDuration(0, units)).toBe('00:00');
    expect(writeDuration(-999, units)).toBe('00:00');
    expect(writeDuration(-61_000, units)).toBe('−01:01');
  });

  it('widens to hours and days', () => {
    expect(writeDuration(3_600_000, units)).toBe('1:00:00');
    expect(writeDuration(26 * 3_600_000, units)).toBe('1d 02h');
    expect(durationParts(90_061_000)).toEqual({ negative: false, days: 1, hours: 1, minutes: 1, seconds: 1 });
  });
});
