import type { QueueItem, QueuePage } from '#contracts';

export interface QueuePatch {
  upserts: QueueItem[];
  removed: string[];
  /** Ids in the server's order; may be empty when only contents changed. */
  order: string[];
  now: string;
  upTo: number;
}

/**
 * Lay a patch of the live feed over the cached queue. Older copies of a line never replace newer ones, and the order
 * is the server's; a line the patch's order does not name keeps its place behind those it does.
 */
export function applyQueuePatch(page: QueuePage, patch: QueuePatch): QueuePage {
  const lines = new Map(page.items.map((item) => [item.id, item]));
  const gone = [...patch.removed];
  let added = 0;
  for (const item of patch.upserts) {
    const known = lines.get(item.id);
    if (known !== undefined && known.version > item.version) continue;
    // A line that nobody can work now has left the queue, whether or not `removed` says so.
    if (!item.actionable) gone.push(item.id);
    else {
      if (known === undefined) added += 1;
      lines.set(item.id, item);
    }
  }
  let dropped = 0;
  for (const id of gone) if (lines.delete(id)) dropped += 1;
  const rank = new Map(patch.order.map((id, index) => [id, index]));
  const items = [...lines.values()];
  if (rank.size > 0) {
    const place = (item: QueueItem): number => rank.get(item.id) ?? Number.MAX_SAFE_INTEGER;
    items.sort((a, b) => place(a) - place(b));
  }
  return {
    items,
    total: Math.max(items.length, page.total + added - dropped),
    now: patch.now,
    upTo: Math.max(page.upTo, patch.upTo),
  };
}

/** Put further pages behind the first ones; a line that moved meanwhile is kept once. */
export function joinPages(pages: readonly QueuePage[]): QueuePage | undefined {
  const last = pages.at(-1);
  if (last === undefined) return undefined;
  const seen = new Map<string, QueueItem>();
  for (const page of pages) for (const item of page.items) if (!seen.has(item.id)) seen.set(item.id, item);
  return { ...last, items: [...seen.values()] };
}
