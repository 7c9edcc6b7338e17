import type { IncomingHttpHeaders } from 'node:http';
import { CloudEvent, HTTP } from 'cloudevents';
import type { Flaw, Received } from '#intake';
import { DeskError } from '#platform';

/** Most alerts in one request. */
export const MOST_ALERTS = 1000;

export interface Envelope {
  alerts: Received[];
  /** The body was one alert and no list: an invalid one is answered 422. */
  single: boolean;
}

const STRUCTURED = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';

/**
 * Takes alerts out of a request: one, an array, or CloudEvents 1.0 in structured, batched or binary mode (HTTP
 * Protocol Binding for CloudEvents 1.0.2, section 3). A bad envelope does not spoil the alert in it.
 *
 * @throws DeskError unsupported_file for another media type, malformed for an empty body, too_large beyond 1,000
 */
export function openEnvelope(headers: IncomingHttpHeaders, body: unknown): Envelope {
  const mediaType = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (!/^application\/([\w.-]+\+)?json$/.test(mediaType)) {
    throw new DeskError('unsupported_file', 'send application/json or a CloudEvents media type', [
      {
        field: 'Content-Type',
        code: 'unsupported',
        message: 'send application/json or a CloudEvents media type',
        messageZh: '请使用application/json或CloudEvents媒体类型',
      },
    ]);
  }
  if (body === undefined) throw new DeskError('malformed', 'the body is empty');
  if (mediaType === BATCH) return { alerts: listed(body).map((event) => fromEvent(event)), single: false };
  if (mediaType === STRUCTURED) return { alerts: [fromEvent(body)], single: true };
  if (headers['ce-id'] !== undefined || headers['ce-specversion'] !== undefined) {
    return { alerts: [fromBinary(headers, body)], single: true };
  }
  if (Array.isArray(body)) return { alerts: listed(body).map((raw) => ({ raw })), single: false };
  return { alerts: [{ raw: body }], single: true };
}

function listed(body: unknown): unknown[] {
  if (!Array.isArray(body)) throw new DeskError('malformed', 'a batch must be a JSON array');
  if (body.length > MOST_ALERTS) {
    const message = `at most ${MOST_ALERTS} alerts in one request, these are ${body.length}; send them in parts`;
    throw new DeskError('too_large', message, [
      {
        field: '',
        code: 'too_many_alerts',
        message,
        messageZh: `单次最多${MOST_ALERTS}条预警,本次${body.length}条,请分批推送`,
      },
    ]);
  }
  return body as unknown[];
}

function fromEvent(event: unknown): Received {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return { raw: event };
  const inside = 'data' in event ? event.data : undefined;
  return read(() => HTTP.toEvent({ headers: { 'content-type': STRUCTURED }, body: event }), inside ?? event);
}

function fromBinary(headers: IncomingHttpHeaders, body: unknown): Received {
  return read(
    () => HTTP.toEvent({ headers: { ...headers, 'content-type': 'application/json' }, body }),
    body,
  );
}

/** The alert in an event; the envelope's faults become flaws of the alert. */
function read(parse: () => unknown, fallback: unknown): Received {
  try {
    const event = parse();
    if (!(event instanceof CloudEvent) || event.specversion !== '1.0')
      return { raw: fallback, flaws: [flaw('specversion')] };
    event.validate();
    // Without an alert in it the event itself is kept, so that a person sees what came.
    if (event.data === undefined) return { raw: fallback, flaws: [flaw('cloudevent')] };
    return { raw: unwrapped(event.data) };
  } catch {
    // The package names neither the attribute nor a code, and its message repeats the event.
    return { raw: fallback, flaws: [flaw('cloudevent')] };
  }
}

const flaw = (field: string): Flaw => ({ field, code: 'bad_envelope' });

/** `data_base64` arrives as bytes. */
function unwrapped(data: unknown): unknown {
  if (!ArrayBuffer.isView(data)) return data;
  return JSON.parse(Buffer.from(data as Uint32Array).toString('utf8')) as unknown;
}
