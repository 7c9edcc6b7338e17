import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/** The API's document, OpenAPI 3.1. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Holdline 劝阻值守台')
    .setDescription('The working queue of a 24-hour anti-fraud desk. Errors are RFC 9457 problem documents.')
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addCookieAuth('holdline_session')
    .addBearerAuth({ type: 'http', description: 'token of a source' }, 'source')
    .build();
  return SwaggerModule.createDocument(app, config);
}

/** Serves it at `/api/openapi.json`, and a page to read it at `/api/docs`. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('api/docs', app, () => openApiDocument(app), { jsonDocumentUrl: 'api/openapi.json' });
}
