import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database, LOGGER, type Tx } from '#platform';
import { lapseAt, nextPoll, pendingMarks } from './countermeasure.clock.js';
import { CountermeasureMoves } from './countermeasure.moves.js';
import type { Institution } from './countermeasure.policy.js';
import type { LockedCountermeasure } from './countermeasure.row.js';
import { CountermeasureStore } from './countermeasure.store.js';
import { InstitutionGateway } from './institution.gateway.js';
import { InstitutionWord } from './institution-word.js';

interface Question {
  id: string;
  institution: Institution;
}

/** The clocks of requests: marks that ring, ends that come, releases and answers that are owed. */
@Injectable()
export class CountermeasureSweep {
  constructor(
    private readonly db: Database,
    private readonly store: CountermeasureStore,
    private readonly moves: CountermeasureMoves,
    private readonly gateway: InstitutionGateway,
    private readonly word: InstitutionWord,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /**
   * Does what is due, one transaction for each request; one that fails waits a minute, holds up no other, and
   * from the third failure in a row on is the auditor's finding.
   * @returns how many were due
   */
  async sweep(limit: number): Promise<number> {
    const due = await this.db.query<{ id: string }>(
      `SELECT id FROM countermeasure WHERE wake_at <= holdline_now() ORDER BY wake_at LIMIT $1`,
      [limit],
    );
    const questions: Question[] = [];
    for (const { id } of due) {
      const question = await this.guarded(id, () => this.db.transaction((tx) => this.wake(tx, id)));
      if (question) questions.push(question);
    }
    await Promise.all(questions.map((question) => this.guarded(question.id, () => this.ask(question))));
    return due.length;
  }

  private async wake(tx: Tx, id: string): Promise<Question | null> {
    const held = await this.store.lock(tx, id);
    const { now } = held;
    const ringing = pendingMarks(held.row).filter((mark) => mark.at <= now);
    for (const mark of ringing) this.moves.alarm(tx, held.row, mark.code, mark.percent);
    const row = { ...held.row, alarmed: [...held.row.alarmed, ...ringing.map((mark) => mark.key)] };
    return this.advance(tx, { ...held, row });
  }

  private async advance(tx: Tx, held: LockedCountermeasure): Promise<Question | null> {
    const { row, now } = held;
    const polled = row.poll_at !== null && row.poll_at.getTime() <= now;
    const over = row.ends_at !== null && row.ends_at.getTime() <= now;
    switch (row.state) {
      case 'drafted':
      case 'awaiting_approval':
        if (lapseAt(row) <= now) await this.moves.move(tx, held, 'lapse', {}, null, { reason: 'lapsed' });
        else await this.store.save(tx, row);
        return null;
      case 'approved':
        // It would end before it began. One that may have left the desk is ended like any other.
        if (over && row.sent_at !== null) await this.moves.giveUp(tx, held, 'expired', null);
        else if (over) {
          await this.moves.move(tx, held, 'fail', {}, null, { code: 'too_late' });
          this.moves.alarm(tx, row, 'countermeasure_failed');
        } else await this.store.save(tx, { ...row, poll_at: polled ? nextPoll(now) : row.poll_at });
        return null;
      case 'sent':
      case 'acknowledged':
      case 'in_force':
        if (over) {
          await this.moves.askRelease(tx, held, 'expired', null);
          return null;
        }
        await this.store.save(tx, { ...row, poll_at: polled ? nextPoll(now) : row.poll_at });
        return polled && row.state !== 'in_force' ? { id: row.id, institution: row.institution } : null;
      case 'expiring':
        if (polled) await this.moves.orderRelease(tx, row, row.release_reason ?? 'expired');
        await this.store.save(tx, {
          ...row,
          release_tries: row.release_tries + (polled ? 1 : 0),
          poll_at: polled ? nextPoll(now) : row.poll_at,
        });
        return null;
      default:
        return null;
    }
  }

  private async ask({ id, institution }: Question): Promise<null> {
    await this.word.hear(institution, { orderId: id, state: await this.gateway.status(institution, id) });
    return null;
  }

  private async guarded<T>(id: string, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      const code = (error as { code?: string }).code ?? (error as Error).name;
      this.log.warn({ countermeasureId: id, code }, 'a countermeasure could not be swept');
      await this.db.query(
        `UPDATE countermeasure SET wake_at = greatest(wake_at, holdline_now() + interval '60 seconds'),
                wake_errors = least(wake_errors + 1, 99)
          WHERE id = $1 AND wake_at IS NOT NULL`,
        [id],
      );
      return null;
    }
  }
}
