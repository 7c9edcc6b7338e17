import { Controller, Get, Header, Res, VERSION_NEUTRAL } from '@nestjs/common';
import type { Response } from 'express';
import { Action, Public } from '#identity';
import { Database } from '#platform';
import { DeskMetrics } from './desk-metrics.js';

/** Liveness, readiness and metrics; none of them tells anything of a case. */
@Controller({ path: '', version: VERSION_NEUTRAL })
export class HealthController {
  constructor(
    private readonly db: Database,
    private readonly figures: DeskMetrics,
  ) {}

  @Get('healthz')
  @Public()
  @Action('health.read')
  alive(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Ready when PostgreSQL answers; the desk works on without Redis. */
  @Get('readyz')
  @Public()
  @Action('health.read')
  async ready(
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ status: string; database: boolean }> {
    const database = await this.db.query('SELECT 1').then(
      () => true,
      () => false,
    );
    if (!database) response.status(503);
    return { status: database ? 'ready' : 'unready', database };
  }

  @Get('metrics')
  @Public()
  @Action('metrics.read')
  @Header('Content-Type', 'text/plain; version=0.0.4')
  metrics(): Promise<string> {
    return this.figures.text();
  }
}
