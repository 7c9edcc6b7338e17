import { readFileSync } from 'node:fs';
import { RequestMethod, type INestApplication } from '@nestjs/common';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/** Where the routes are; the document's generator asks for the same. */
export const API_PREFIX: Parameters<INestApplication['setGlobalPrefix']> = [
  'api/v1',
  {
    exclude: ['healthz', 'readyz', 'metrics'].map((path) => ({ path, method: RequestMethod.GET })),
  },
];

/** Generated from the code by `scripts/generate.mjs`; `npm run check` says when it is stale. */
const DOCUMENT = 'docs/openapi.json';

/** Serves the API's document at `/api/openapi.json`, and a page to read it at `/api/docs`. */
export function serveOpenApi(app: INestApplication): void {
  const document = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as OpenAPIObject;
  SwaggerModule.setup('api/docs', app, document, { jsonDocumentUrl: 'api/openapi.json' });
}
