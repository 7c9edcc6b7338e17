import { DeskError } from '#platform';
import { isRecord, KEEPABLE } from './alert-shape.js';

/** A page of an upstream platform: alerts after a cursor, and where to go on. */
export interface UpstreamPage {
  alerts: unknown[];
  nextCursor: string;
  more: boolean;
}

export interface PageRequest {
  url: string;
  token: string | null;
  cursor: string | null;
  limit: number;
  /** `host:port` that may be asked; everything else is refused, whatever the table says. */
  allowedHosts: readonly string[];
  timeoutMs?: number;
}

const MOST_BYTES = 8 * 1024 * 1024;
const TIMEOUT_MS = 10_000;
const LONGEST_CURSOR = 2_000;

/** Why a page could not be had, as a code: the answer of a stranger is not repeated. */
export class PullFailed extends Error {
  constructor(readonly code: string) {
    super(code);
    this.name = 'PullFailed';
  }
}

/**
 * Fetches `GET {url}?cursor=&limit=`. No redirects, so that an allowed host cannot send us to one that is not.
 *
 * @throws PullFailed; DeskError forbidden when the host is not allowed
 */
export async function fetchPage(request: PageRequest): Promise<UpstreamPage> {
  const url = new URL(request.url);
  const host = `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
  if (!/^https?:$/.test(url.protocol) || !request.allowedHosts.includes(host)) {
    throw new DeskError('forbidden', 'the host is not in PULL_ALLOWED_HOSTS');
  }
  if (request.cursor !== null) url.searchParams.set('cursor', request.cursor);
  url.searchParams.set('limit', String(request.limit));
  const text = await body(url, request);
  let page: unknown;
  try {
    page = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new PullFailed('not_json');
    throw error;
  }
  if (
    !isRecord(page) ||
    !Array.isArray(page.alerts) ||
    typeof page.nextCursor !== 'string' ||
    page.nextCursor.length > LONGEST_CURSOR ||
    !KEEPABLE.test(page.nextCursor)
  ) {
    throw new PullFailed('bad_page');
  }
  return { alerts: page.alerts, nextCursor: page.nextCursor, more: page.more === true };
}

async function body(url: URL, { token, timeoutMs = TIMEOUT_MS }: PageRequest): Promise<string> {
  try {
    const response = await fetch(url, {
      headers: {
        accept: 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new PullFailed(`http_${response.status}`);
    }
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      // Leaving the loop cancels the rest.
      if (bytes > MOST_BYTES) throw new PullFailed('too_large');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    if (error instanceof PullFailed) throw error;
    throw new PullFailed((error as Error).name === 'TimeoutError' ? 'timeout' : 'unreachable');
  }
}
