import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { AuditAnchor, AuditSealer } from '#audit';
import { DeskAuditor, OnDuty, Wakes } from '#cases';
import { Countermeasures } from '#countermeasures';
import { PullSources, Quarantine } from '#intake';
import { FeedSealer } from '#live';
import { Visits } from '#outreach';
import { every, LOGGER, OutboxRelay } from '#platform';
import { Heartbeat, HEARTBEAT_MS } from './heartbeat.js';
import { TrailWatch } from './trail-watch.js';

/**
 * Everything the worker does by the clock. Loops on PostgreSQL and loops that need Redis are apart, so that a dead
 * Redis slows nothing but itself.
 */
@Injectable()
export class DeskLoops implements BeforeApplicationShutdown {
  private stops: (() => Promise<void>)[] = [];

  constructor(
    private readonly relay: OutboxRelay,
    private readonly wakes: Wakes,
    private readonly feed: FeedSealer,
    private readonly audit: AuditSealer,
    private readonly anchor: AuditAnchor,
    private readonly trail: TrailWatch,
    private readonly auditor: DeskAuditor,
    private readonly onDuty: OnDuty,
    private readonly countermeasures: Countermeasures,
    private readonly quarantine: Quarantine,
    private readonly sources: PullSources,
    private readonly visits: Visits,
    private readonly heartbeat: Heartbeat,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  start(): void {
    const loop = (name: string, periodMs: number, work: () => Promise<unknown>): void => {
      this.stops.push(every(name, periodMs, this.log, work));
    };
    // Redis.
    loop('relay', 25, () => this.relay.pump());
    loop('arm', 100, () => this.wakes.arm());
    // PostgreSQL only.
    loop('sweep wakes', 1_000, () => this.wakes.sweep());
    loop('sweep outbox', 1_000, () => this.relay.sweep());
    loop('sweep countermeasures', 1_000, () => this.countermeasures.sweep(200));
    loop('sweep visits', 1_000, () => this.visits.sweep());
    loop('sweep quarantine', 5_000, () => this.quarantine.sweep());
    loop('sweep sources', 5_000, () => this.sources.sweep());
    loop('seal feed', 20, () => this.feed.seal());
    loop('seal audit', 500, () => this.audit.seal());
    loop('anchor audit', 60_000, () => this.anchor.append());
    loop('verify audit', 24 * 3_600_000, () => this.trail.look());
    loop('auditor', 5_000, () => this.auditor.look());
    loop('on duty', 5_000, () => this.onDuty.look());
    loop('heartbeat', HEARTBEAT_MS, () => this.heartbeat.beat());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.stops.map((stop) => stop()));
  }
}
