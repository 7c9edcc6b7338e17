import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';

/** Addresses that are not pages of the console. */
const NOT_PAGES = /^\/(api|socket\.io|healthz|readyz|metrics)(\/|$)/;

/** Serves the built console; every page address answers with its index, hashed assets are cached for a year. */
export function serveConsole(app: NestExpressApplication, folder: string): void {
  const index = resolve(folder, 'index.html');
  if (!existsSync(index)) return;
  app.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '365d', fallthrough: false }),
  );
  app.use(express.static(folder, { index: false }));
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (request.method !== 'GET' || NOT_PAGES.test(request.path) || !request.accepts('html')) return next();
    response.setHeader('Cache-Control', 'no-cache');
    return response.sendFile(index);
  });
}
