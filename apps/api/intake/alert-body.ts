import type { ApiBodyOptions } from '@nestjs/swagger';

const ALERT = { $ref: '#/components/schemas/AlertInput' };

/** CloudEvents 1.0, structured: `data` is the alert. In binary mode the body is the alert and the headers are `ce-…`. */
const EVENT = {
  type: 'object',
  required: ['specversion', 'id', 'source', 'type', 'data'],
  properties: {
    specversion: { const: '1.0' },
    id: { type: 'string' },
    source: { type: 'string' },
    type: { type: 'string' },
    data: ALERT,
  },
};

const batch = (items: object) => ({ type: 'array', items, maxItems: 1000 });

/** What `POST /alerts` takes, for the API's document. */
export const ALERT_BODY = {
  required: true,
  schema: { anyOf: [ALERT, batch(ALERT), EVENT, batch(EVENT)] },
} as ApiBodyOptions;

/** An alert file as multipart/form-data. */
export const FILE_BODY = {
  required: true,
  schema: {
    type: 'object',
    required: ['file'],
    properties: { file: { type: 'string', contentMediaType: 'application/octet-stream' } },
  },
} as ApiBodyOptions;
