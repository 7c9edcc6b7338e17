import { Injectable } from '@nestjs/common';
import type { OutboxJob, OutboxKind, QueueName } from '#contracts';
import { Database } from './database.js';
import { Outbox } from './outbox.js';
import { Queues } from './queues.js';

interface Pending {
  id: string;
  kind: OutboxKind;
  priority: number;
  tries: number;
}

/** How long BullMQ has before the sweeper takes a pending row itself. */
const GRACE_S = 1.5;
const SWEEP_AT_ONCE = 8;

/**
 * Hands pending outbox rows to BullMQ, and does them itself where BullMQ did not: while Redis is down, or when a job
 * was lost (design.md rule 1). Both ways end in `Outbox.run`, where the row's lock decides who does it.
 */
@Injectable()
export class OutboxRelay {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly queues: Queues,
  ) {}

  /**
   * Gives BullMQ up to `limit` rows, critical first.
   *
   * @returns how many rows were given. @throws when Redis does not answer; the rows stay for the sweeper.
   */
  async pump(limit = 500): Promise<number> {
    const rows = await this.db.query<Pending>(
      `SELECT id, kind, priority, tries FROM outbox
        WHERE state = 'pending' AND relayed_no <> tries AND run_after <= holdline_now() AND kind = ANY($2)
        ORDER BY priority, id LIMIT $1`,
      [limit, this.outbox.kinds()],
    );
    const byQueue = new Map<QueueName, Pending[]>();
    for (const row of rows) {
      const queue = this.outbox.handlerOf(row.kind).queue;
      byQueue.set(queue, [...(byQueue.get(queue) ?? []), row]);
    }
    for (const [queue, part] of byQueue) {
      await this.queues.addBulk(
        queue,
        part.map((row) => ({
          name: row.kind,
          data: { outboxId: row.id } satisfies OutboxJob,
          // One job id per try: BullMQ ignores an id it has seen. Priority 1 is the most urgent.
          opts: { jobId: `${row.id}-${row.tries}`, priority: row.priority + 1 },
        })),
      );
    }
    if (rows.length > 0) {
      await this.db.query(`UPDATE outbox SET relayed_no = tries WHERE id = ANY($1) AND state = 'pending'`, [
        rows.map((row) => row.id),
      ]);
    }
    return rows.length;
  }

  /**
   * Does what is still pending although its time came `graceS` ago, and settles what was being sent by a process that
   * died.
   *
   * @returns how many rows were taken.
   */
  async sweep(graceS = GRACE_S, limit = 200): Promise<number> {
    const lost = await this.outbox.recoverLost();
    const rows = await this.db.query<{ id: string }>(
      `SELECT id FROM outbox WHERE state = 'pending' AND run_after <= holdline_now() - make_interval(secs => $1)
          AND kind = ANY($3) ORDER BY priority, id LIMIT $2`,
      [graceS, limit, this.outbox.kinds()],
    );
    for (let at = 0; at < rows.length; at += SWEEP_AT_ONCE) {
      await Promise.all(rows.slice(at, at + SWEEP_AT_ONCE).map((row) => this.outbox.run(row.id)));
    }
    return lost + rows.length;
  }
}
