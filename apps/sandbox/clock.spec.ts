import { liveClock, manualClock, realTime } from './clock.js';

const START = new Date('2026-03-02T01:00:00Z');
const fail = (error: unknown): void => {
  throw error;
};

describe('the clocks of the outside world', () => {
  it('by hand: runs what falls due in order, also what is armed on the way, and not what was called off', async () => {
    const clock = manualClock(START);
    const seen: string[] = [];
    clock.after(200, () => void seen.push('second'));
    clock.after(100, async () => {
      await Promise.resolve();
      seen.push('first');
      clock.after(150, () => void seen.push(`third at ${clock.now().toISOString()}`));
    });
    clock.after(120, () => void seen.push('called off'))();
    await clock.advance(99);
    expect(seen).toEqual([]);
    await clock.advance(200);
    expect(seen).toEqual(['first', 'second', 'third at 2026-03-02T01:00:00.250Z']);
    expect(clock.now().getTime() - START.getTime()).toBe(299);
  });

  it('live: what is near comes by itself, what is far comes when a story moves on', async () => {
    const clock = liveClock(fail, START);
    const seen: string[] = [];
    await new Promise<void>((resolve) => clock.after(1, resolve));
    clock.after(48 * 3_600_000, () => void seen.push('released'));
    clock.after(60 * 86_400_000, () => void seen.push('in two months'));
    await clock.moveTo(new Date('2026-03-05T01:00:00Z'));
    expect(seen).toEqual(['released']);
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(new Date('2026-03-05T01:00:00Z').getTime());
    clock.stop();
    await clock.moveTo(new Date('2027-03-05T01:00:00Z'));
    expect(seen).toEqual(['released']);
  });

  it('live: is the real time unless told otherwise, and reports a task that fails', async () => {
    const failed = await new Promise<unknown>((resolve) => {
      const clock = liveClock(resolve);
      expect(Math.abs(clock.now().getTime() - realTime().getTime())).toBeLessThan(1_000);
      clock.after(0, () => Promise.reject(new Error('on purpose')));
    });
    expect(failed).toEqual(new Error('on purpose'));
  });
});
