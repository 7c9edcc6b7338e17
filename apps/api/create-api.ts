import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import cookieParser from 'cookie-parser';
import helmet from 'helmet';
import type { NextFunction, Request, Response } from 'express';
import { LOGGER, NestLogger, type Env } from '#platform';
import { ApiModule } from './api.module.js';
import { serveConsole } from './console/console.static.js';
import { API_PREFIX, serveOpenApi } from './openapi.js';
import { makeValidationPipe } from './validation.js';

/** Largest JSON body: a thousand long alerts. Files go through multipart with a limit of their own. */
const JSON_LIMIT = '5mb';
export const JSON_TYPES = ['application/json', 'application/*+json'];

/** The whole api, ready to listen; tests use the same. */
export async function createApi(
  settings: Env,
  consoleFolder = 'dist/console',
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.with(settings), {
    bufferLogs: true,
    rawBody: true,
  });
  app.useLogger(new NestLogger(app.get(LOGGER)));
  // First of all, so that a body that cannot be parsed is answered with its id too.
  app.use((request: Request & { id?: string }, _response: Response, next: NextFunction) => {
    request.id = randomUUID();
    next();
  });
  app.useBodyParser('json', { limit: JSON_LIMIT, type: JSON_TYPES, strict: false });
  app.set('trust proxy', 'loopback');
  app.set('etag', false);
  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          'default-src': ["'self'"],
          'script-src': ["'self'"],
          // antd writes its styles at run time.
          'style-src': ["'self'", "'unsafe-inline'"],
          'img-src': ["'self'", 'data:', 'blob:'],
          'connect-src': ["'self'", 'ws:', 'wss:'],
          'font-src': ["'self'", 'data:'],
          'upgrade-insecure-requests': null,
        },
      },
      strictTransportSecurity: settings.PUBLIC_URL.startsWith('https:'),
    }),
  );
  app.use(cookieParser());
  app.setGlobalPrefix(...API_PREFIX);
  app.useGlobalPipes(makeValidationPipe());
  // Exit code 0 rather than the signal again, to which a process that is number 1 of its container is deaf.
  app.enableShutdownHooks([], { useProcessExit: true });
  serveOpenApi(app);
  serveConsole(app, consoleFolder);
  return app;
}
