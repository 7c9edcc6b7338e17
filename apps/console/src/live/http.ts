import type { Problem } from '#contracts';
import { monotonic, syncClock } from './clock.js';

/** A request that the server answered with a problem document, or that never got an answer (`status` 0). */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
    this.name = 'ProblemError';
  }
  get status(): number {
    return this.problem.status;
  }
  get code(): string {
    return this.problem.code;
  }
}

export interface CallOptions {
  body?: unknown;
  ifMatch?: string;
  /** Do not treat 401 as the end of the session (sign-in itself). */
  quiet401?: boolean;
  timeoutMs?: number;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

let onSessionEnded: () => void = () => undefined;
/** Told once when any request finds the session gone. */
export const whenSessionEnds = (handler: () => void): void => {
  onSessionEnded = handler;
};

const noAnswer = (code: 'offline' | 'timeout'): Problem => ({
  type: 'about:blank',
  title: code,
  status: 0,
  code,
});

async function readProblem(response: Response): Promise<Problem> {
  const fallback: Problem = {
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    code: `http_${response.status}`,
  };
  if (!(response.headers.get('content-type') ?? '').includes('json')) return fallback;
  const body: unknown = await response.json().catch(() => null);
  return typeof body === 'object' && body !== null
    ? { ...fallback, ...(body as Partial<Problem>) }
    : fallback;
}

/**
 * One request to /api/v1. Returns the parsed body, or null for 204. A `now` in the body sets the desk's clock.
 * Throws ProblemError for everything that is not a success.
 */
export async function call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  if (options.ifMatch !== undefined) headers['if-match'] = options.ifMatch;
  const sentAt = monotonic();
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: AbortSignal.timeout(options.timeoutMs ?? 15_000),
    });
  } catch (error) {
    throw new ProblemError(
      noAnswer(error instanceof DOMException && error.name === 'TimeoutError' ? 'timeout' : 'offline'),
    );
  }
  if (!response.ok) {
    const problem = await readProblem(response);
    if (response.status === 401 && !options.quiet401) onSessionEnded();
    throw new ProblemError(problem);
  }
  if (response.status === 204) return null as T;
  const body = (await response.json()) as T & { now?: unknown };
  if (typeof body === 'object' && body !== null && typeof body.now === 'string') syncClock(body.now, sentAt);
  return body as T;
}

export const get = <T>(path: string, options?: CallOptions): Promise<T> => call<T>('GET', path, options);
export const post = <T>(path: string, body: unknown = {}, options?: CallOptions): Promise<T> =>
  call<T>('POST', path, { ...options, body });
