/** Countdown of a clock, pure: how much is left, how loud it should look, how it is written. */
export type Urgency = 'calm' | 'soon' | 'over' | 'later' | 'none';

export interface Countdown {
  /** Milliseconds left; negative when overdue, null without a deadline. */
  leftMs: number | null;
  /** 0..1 of the clock that has run; 1 when overdue. */
  used: number;
  urgency: Urgency;
}

/** Share of a clock after which the supervisor's first alarm rings (domain.md section 2). */
export const SOON_AT = 0.8;

/**
 * @param now desk time in ms
 * @param startAt start of the clock, RFC 3339
 * @param dueAt its end, or null for none
 */
export function countdown(now: number, startAt: string, dueAt: string | null): Countdown {
  const start = Date.parse(startAt);
  if (dueAt === null) return { leftMs: null, used: 0, urgency: now < start ? 'later' : 'none' };
  const due = Date.parse(dueAt);
  const leftMs = due - now;
  if (leftMs <= 0) return { leftMs, used: 1, urgency: 'over' };
  const span = due - start;
  if (now < start) return { leftMs, used: 0, urgency: 'later' };
  const used = span > 0 ? Math.min(1, (now - start) / span) : 1;
  return { leftMs, used, urgency: used >= SOON_AT ? 'soon' : 'calm' };
}

export interface DurationParts {
  negative: boolean;
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
}

/** A duration cut into parts; a part second of time left counts as a whole one, so 0:00 means now. */
export function durationParts(ms: number): DurationParts {
  const negative = ms < 0;
  const total = negative ? Math.floor(-ms / 1000) : Math.ceil(ms / 1000);
  return {
    negative: negative && total > 0,
    days: Math.floor(total / 86_400),
    hours: Math.floor((total % 86_400) / 3600),
    minutes: Math.floor((total % 3600) / 60),
    seconds: total % 60,
  };
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `02:05`, `1:02:05`, `3d 04h`; overdue is led by a minus. `day` and `hour` are the words of the language. */
export function writeDuration(ms: number, units: { day: string; hour: string }): string {
  const p = durationParts(ms);
  const sign = p.negative ? '−' : '';
  if (p.days > 0) return `${sign}${p.days}${units.day}${two(p.hours)}${units.hour}`;
  if (p.hours > 0) return `${sign}${p.hours}:${two(p.minutes)}:${two(p.seconds)}`;
  return `${sign}${two(p.minutes)}:${two(p.seconds)}`;
}
