import { useQuery, type QueryClient, type UseQueryResult } from '@tanstack/react-query';
import type { QueuePage } from '#contracts';
import { noteCursor } from '../../live/cursor.js';
import { get } from '../../live/http.js';
import { applyQueuePatch, joinPages, type QueuePatch } from './queue-patch.js';

export const QUEUE_KEY = ['queue'] as const;
const PAGE = 200;
/** Patches kept to lay over a page that was under way while they came. */
const RECENT = 60;

let recent: QueuePatch[] = [];

/** A patch of the socket: into the cache, and remembered for a page that may be under way. */
export function receiveQueuePatch(client: QueryClient, patch: QueuePatch): void {
  recent = [...recent.slice(1 - RECENT), patch];
  client.setQueryData<QueuePage>(QUEUE_KEY, (page) =>
    page === undefined ? page : applyQueuePatch(page, patch),
  );
}

const readPage = (offset: number): Promise<QueuePage> =>
  get<QueuePage>(`/queue?limit=${PAGE}&offset=${offset}`);

/** The queue as far as it was loaded before, page by page, with patches newer than each reply on top. */
async function readQueue(client: QueryClient): Promise<QueuePage> {
  const wanted = Math.max(PAGE, client.getQueryData<QueuePage>(QUEUE_KEY)?.items.length ?? 0);
  const pages: QueuePage[] = [];
  do pages.push(await readPage(pages.length * PAGE));
  while (pages.length * PAGE < wanted && pages.length * PAGE < (pages.at(-1)?.total ?? 0));
  const first = pages[0]!;
  noteCursor(first.upTo);
  const whole = joinPages(pages) ?? first;
  return recent.filter((patch) => patch.upTo > first.upTo).reduce(applyQueuePatch, whole);
}

export const useQueue = (client: QueryClient): UseQueryResult<QueuePage> =>
  useQuery({ queryKey: QUEUE_KEY, queryFn: () => readQueue(client), staleTime: 30_000 });

let loading = false;
/** Fetch the page behind what is loaded, when the list is scrolled near its end. */
export async function loadMore(client: QueryClient): Promise<void> {
  const page = client.getQueryData<QueuePage>(QUEUE_KEY);
  if (loading || page === undefined || page.items.length >= page.total) return;
  loading = true;
  try {
    const next = await readPage(page.items.length);
    client.setQueryData<QueuePage>(QUEUE_KEY, (known) =>
      known === undefined ? known : joinPages([known, next]),
    );
  } finally {
    loading = false;
  }
}
