import type { QueueItem, QueuePage } from '#contracts';
import { applyQueuePatch, joinPages } from './queue-patch.js';

const item = (id: string, version = 1): QueueItem => ({
  id,
  no: `20260630-${id}`,
  version,
  state: 'open',
  tier: 'high',
  fraudType: 'romance',
  person: { name: null, phone: null },
  amountFen: null,
  station: null,
  receivedAt: '2026-06-30T08:00:00+08:00',
  next: null,
  actionable: true,
  lease: null,
  alerts: 1,
  mergedInto: null,
});
const page = (...items: QueueItem[]): QueuePage => ({
  items,
  total: items.length,
  now: '2026-06-30T08:00:00+08:00',
  upTo: 5,
});
const patch = (p: Partial<Parameters<typeof applyQueuePatch>[1]>): Parameters<typeof applyQueuePatch>[1] => ({
  upserts: [],
  removed: [],
  order: [],
  now: '2026-06-30T08:00:01+08:00',
  upTo: 6,
  ...p,
});
const ids = (p: QueuePage): string[] => p.items.map((i) => i.id);

describe('a patch of the queue', () => {
  it('adds, removes and takes the order of the server', () => {
    const next = applyQueuePatch(
      page(item('a'), item('b')),
      patch({ upserts: [item('n')], removed: ['a'], order: ['n', 'b'] }),
    );
    expect(ids(next)).toEqual(['n', 'b']);
    expect(next).toMatchObject({ total: 2, upTo: 6, now: '2026-06-30T08:00:01+08:00' });
  });

  it('never lets an older copy replace a newer one', () => {
    const next = applyQueuePatch(page(item('a', 7)), patch({ upserts: [item('a', 6)] }));
    expect(next.items[0]?.version).toBe(7);
  });

  it('drops a line that became one for later, and ignores an older copy that says so', () => {
    const later = { ...item('a', 3), actionable: false };
    expect(ids(applyQueuePatch(page(item('a', 2), item('b')), patch({ upserts: [later] })))).toEqual(['b']);
    expect(ids(applyQueuePatch(page(item('a', 4), item('b')), patch({ upserts: [later] })))).toEqual([
      'a',
      'b',
    ]);
  });

  it('keeps places when the order is not told, and the count of lines not loaded', () => {
    const before = { ...page(item('a'), item('b')), total: 900 };
    const next = applyQueuePatch(before, patch({ upserts: [item('b', 2), item('c')], removed: ['zz'] }));
    expect(ids(next)).toEqual(['a', 'b', 'c']);
    expect(next.total).toBe(901);
  });
});

describe('pages of the queue', () => {
  it('join without doubling a line that moved between two requests', () => {
    const joined = joinPages([
      page(item('a'), item('b')),
      { ...page(item('b'), item('c')), total: 3, upTo: 9 },
    ]);
    expect(joined === undefined ? [] : ids(joined)).toEqual(['a', 'b', 'c']);
    expect(joined).toMatchObject({ total: 3, upTo: 9 });
    expect(joinPages([])).toBeUndefined();
  });
});
