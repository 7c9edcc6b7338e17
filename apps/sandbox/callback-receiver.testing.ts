import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

export interface ReceivedCallback {
  headers: IncomingHttpHeaders;
  body: string;
  payload: Record<string, unknown>;
}

export interface CallbackReceiver {
  url: string;
  received: ReceivedCallback[];
  /** Status of the next answers; 200 when used up. */
  answers: number[];
  /** `status` or `state` of what came in, in order. */
  states(): unknown[];
  /** @throws when the signature, its time or the body is not right */
  verify(callback: ReceivedCallback, secret: string): void;
  stop(): Promise<void>;
}

/** Holdline's side of the callbacks, as a bare HTTP server. */
export async function receiveCallbacks(): Promise<CallbackReceiver> {
  const received: ReceivedCallback[] = [];
  const answers: number[] = [];
  const server = createServer((req, res) => {
    void text(req).then((body) => {
      received.push({ headers: req.headers, body, payload: JSON.parse(body) as Record<string, unknown> });
      res.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    received,
    answers,
    states: () => received.map(({ payload }) => payload['status'] ?? payload['state']),
    verify({ headers, body }, secret) {
      new Webhook(secret).verify(body, headers as Record<string, string>);
    },
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A JSON request as Holdline's adapters send it. */
export async function call(
  url: string,
  method: string,
  body?: unknown,
  token?: string,
): Promise<{ status: number; headers: Headers; json: Record<string, unknown> }> {
  const answer = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const content = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    json: content === '' ? {} : (JSON.parse(content) as Record<string, unknown>),
  };
}
