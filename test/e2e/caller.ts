import type { Problem, SessionView } from '#contracts';

/** A refusal as the API tells it. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(
      `${status} ${problem.code}: ${problem.detail ?? problem.title} ${JSON.stringify(problem.errors ?? [])}`,
    );
  }
}

/** Somebody who talks to the API over HTTP: an account by its session, or a source by its token. */
export class Caller {
  private constructor(
    private readonly url: string,
    readonly headers: Record<string, string>,
    readonly account: SessionView['account'] | null,
  ) {}

  static async signIn(url: string, username: string, password: string): Promise<Caller> {
    const response = await fetch(`${url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    });
    if (!response.ok) throw new Refused(response.status, (await response.json()) as Problem);
    const { account } = (await response.json()) as SessionView;
    const cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    return new Caller(url, { cookie, origin: url }, account);
  }

  static source(url: string, token: string): Caller {
    return new Caller(url, { authorization: `Bearer ${token}` }, null);
  }

  get<T>(path: string): Promise<T> {
    return this.call<T>('GET', path);
  }

  post<T = unknown>(path: string, body: unknown = {}): Promise<T> {
    return this.call<T>('POST', path, body);
  }

  put<T = unknown>(path: string, body: unknown): Promise<T> {
    return this.call<T>('PUT', path, body);
  }

  delete<T = unknown>(path: string): Promise<T> {
    return this.call<T>('DELETE', path);
  }

  patch<T>(path: string, body: unknown, headers: Record<string, string>): Promise<T> {
    return this.call<T>('PATCH', path, body, headers);
  }

  /** @throws Refused for every status from 400 on */
  private async call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...this.headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const value: unknown = text === '' ? undefined : JSON.parse(text);
    if (!response.ok) throw new Refused(response.status, value as Problem);
    return value as T;
  }
}
