import { shownState, STALE_AFTER_S } from './shown-state.js';

describe('what the freshness sign says', () => {
  it('does not call a silent socket live', () => {
    expect(shownState('live', STALE_AFTER_S - 1)).toBe('live');
    expect(shownState('live', STALE_AFTER_S)).toBe('stale');
    expect(shownState('polling', STALE_AFTER_S + 40)).toBe('stale');
  });

  it('says offline and connecting as they are', () => {
    expect(shownState('offline', 200)).toBe('offline');
    expect(shownState('connecting', null)).toBe('connecting');
  });
});
