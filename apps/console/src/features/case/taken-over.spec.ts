import type { LiveEvent } from '#contracts';
import { onFeed, tellListeners } from '../../live/feed-listeners.js';
import { tookFrom } from './taken-over.js';

const event = (kind: string, data: Record<string, unknown>): LiveEvent => ({
  seq: 1,
  caseId: 'c1',
  version: 2,
  kind,
  at: '2026-06-30T08:00:00+08:00',
  data,
});

describe('a case that is taken over', () => {
  it('concerns who had it, and nobody else', () => {
    const over = event('taken_over', { by: 'supervisor', from: 'officer' });
    expect(tookFrom(over, 'officer')).toBe(true);
    expect(tookFrom(over, 'supervisor')).toBe(false);
    expect(tookFrom(event('claimed', { by: 'supervisor', from: 'officer' }), 'officer')).toBe(false);
  });

  it('is heard from the feed until nobody listens', () => {
    const heard: string[] = [];
    const stop = onFeed(({ kind }) => heard.push(kind));
    tellListeners([event('claimed', {}), event('taken_over', {})]);
    stop();
    tellListeners([event('released', {})]);
    expect(heard).toEqual(['claimed', 'taken_over']);
  });
});
