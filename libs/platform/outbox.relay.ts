import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { JobsOptions } from 'bullmq';
import type { OutboxJob, OutboxKind, QueueName } from '#contracts';
import { Database } from './database.js';
import { Outbox } from './outbox.js';
import { Queues } from './queues.js';
import { sideBySide } from './side-by-side.js';

interface Pending {
  id: string;
  kind: OutboxKind;
  priority: number;
  tries: number;
}

/** How long BullMQ has before the sweeper takes a pending row itself. */
const GRACE_S = 1.5;
/** Effects on the world outside that a sweep has under way at once, and those that are rows only. */
const OUTWARD_AT_ONCE = 8;
const INWARD_AT_ONCE = 64;
/** Inward effects that one job stands for at the most. */
const ROWS_PER_JOB = 32;

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
   * Gives BullMQ up to `limit` rows, critical first. A row is marked as given before its job is there, so that whoever
   * works the job finds the row in nobody's hands; one that is marked and then lost is the sweeper's.
   *
   * @returns how many rows were given. @throws when Redis does not answer; the rows stay for the sweeper.
   */
  async pump(limit = 500): Promise<number> {
    const queueOf = (kind: OutboxKind): QueueName => this.outbox.handlerOf(kind).queue;
    const kinds = this.outbox.kinds();
    // Nothing is marked for a Redis that is known to be away.
    await Promise.all([...new Set(kinds.map(queueOf))].map((queue) => this.queues.answering(queue)));
    const rows = await this.db.query<Pending>(MARK, [limit, kinds]);
    const byQueue = new Map<QueueName, Pending[]>();
    for (const row of rows) byQueue.set(queueOf(row.kind), [...(byQueue.get(queueOf(row.kind)) ?? []), row]);
    try {
      for (const [queue, part] of byQueue) {
        const jobs = jobsOf(part, (kind) => this.outbox.isInward(kind));
        await this.queues.addBulk(queue, jobs);
        byQueue.delete(queue);
      }
    } catch (error) {
      const left = [...byQueue.values()].flat();
      await this.db.query(UNMARK, [left.map((row) => row.id)]);
      throw error;
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
    const rows = await this.db.query<Pick<Pending, 'id' | 'kind'>>(
      `SELECT id, kind FROM outbox WHERE state = 'pending' AND run_after <= holdline_now() - make_interval(secs => $1)
          AND kind = ANY($3) ORDER BY priority, id LIMIT $2`,
      [graceS, limit, this.outbox.kinds()],
    );
    const isInward = ({ kind }: { kind: OutboxKind }): boolean => this.outbox.isInward(kind);
    await Promise.all([
      sideBySide(rows.filter(isInward), INWARD_AT_ONCE, ({ id }) => this.outbox.write(id)),
      sideBySide(
        rows.filter((row) => !isInward(row)),
        OUTWARD_AT_ONCE,
        ({ id }) => this.outbox.run(id),
      ),
    ]);
    return lost + rows.length;
  }
}

/** Up to $1 pending rows of the kinds $2, marked as given to BullMQ; passes over what somebody is doing already. */
const MARK = `
  WITH given AS (
    UPDATE outbox SET relayed_no = tries WHERE id IN (
      SELECT id FROM outbox
       WHERE state = 'pending' AND relayed_no <> tries AND run_after <= holdline_now() AND kind = ANY ($2)
       ORDER BY priority, id LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING id, kind, priority, tries)
  SELECT * FROM given ORDER BY priority, id`;

const UNMARK = `UPDATE outbox SET relayed_no = -1 WHERE id = ANY ($1) AND state = 'pending' AND relayed_no = tries`;

/**
 * The jobs of rows that come in the order of their priority. Effects that are rows only share jobs, each as urgent as the
 * first of them; of the others each has its own, so that none waits for another's answer. BullMQ ignores a job id it has
 * seen, so the id says which tries of which rows it is about. Priority 1 is the most urgent.
 */
function jobsOf(
  rows: readonly Pending[],
  shares: (kind: OutboxKind) => boolean,
): { name: string; data: OutboxJob; opts: JobsOptions }[] {
  const jobs: Pending[][] = [];
  for (const row of rows) {
    const last = jobs.at(-1);
    const shared = last?.[0]!.kind === row.kind && shares(row.kind) && last.length < ROWS_PER_JOB;
    if (shared) last.push(row);
    else jobs.push([row]);
  }
  return jobs.map((job) => {
    const { kind, priority } = job[0]!;
    const tries = job.map((row) => `${row.id}-${row.tries}`);
    const jobId =
      tries.length === 1 ? tries[0]! : createHash('sha256').update(tries.join()).digest('base64url');
    return {
      name: kind,
      data: { kind, outboxIds: job.map(({ id }) => id) },
      opts: { jobId, priority: priority + 1 },
    };
  });
}
