import { Controller, Get, Header, Res, VERSION_NEUTRAL } from '@nestjs/common';
import type { Response } from 'express';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { Action, Public } from '#identity';
import { Database } from '#platform';

/** Liveness, readiness and metrics; none of them tells anything of a case. */
@Controller({ path: '', version: VERSION_NEUTRAL })
export class HealthController {
  private readonly registry = new Registry();
  private readonly open: Gauge;

  constructor(private readonly db: Database) {
    collectDefaultMetrics({ register: this.registry });
    this.open = new Gauge({
      name: 'holdline_cases_open',
      help: 'Cases whose ladder runs, by tier (0 critical to 3 low)',
      labelNames: ['tier'],
      registers: [this.registry],
    });
  }

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
  async metrics(): Promise<string> {
    const rows = await this.db.query<{ tier: number; n: number }>(
      `SELECT tier, count(*)::int AS n FROM desk_case WHERE state = 'open' GROUP BY tier`,
    );
    this.open.reset();
    for (const row of rows) this.open.set({ tier: String(row.tier) }, row.n);
    return this.registry.metrics();
  }
}
