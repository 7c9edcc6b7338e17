import { randomUUID } from 'node:crypto';
import type { AlertInput } from '#contracts';
import { DeskError } from '#platform';
import { shanghaiTime } from '#synthetic';
import type { FaultSet } from './faults.js';

export interface UpstreamPage {
  alerts: AlertInput[];
  /** Where to go on; always there, also on an empty page. */
  nextCursor: string;
  /** Whether another page is ready now. */
  more: boolean;
}

/**
 * The platform that is polled: a log that only grows. A cursor is a position in it, so that the same cursor always
 * starts at the same alert and a reader that crashed between page and cursor reads again what it may have missed.
 */
export class UpstreamPlatform {
  private readonly log: AlertInput[];
  /** A cursor of an earlier life of the platform starts at the beginning: rather twice than never. */
  private readonly epoch = randomUUID().slice(0, 8);

  constructor(alerts: readonly AlertInput[] = []) {
    this.log = [...alerts];
  }

  get size(): number {
    return this.log.length;
  }

  plant(alerts: readonly AlertInput[]): void {
    this.log.push(...alerts);
  }

  /**
   * The alerts after `cursor` (none: from the start), at most `limit`.
   * @throws DeskError malformed for what was never a cursor
   */
  page(cursor: string | undefined, limit: number, faults: FaultSet): UpstreamPage {
    const start = this.position(cursor);
    // Doubled: each page begins with the last alert of the one before.
    const from = faults.receipts === 'doubled' ? Math.max(start - 1, 0) : start;
    const end = Math.min(start + limit, this.log.length);
    const alerts = this.log.slice(from, end).map((alert) => skewRaised(alert, faults.clockSkewS));
    if (faults.receipts === 'out_of_order') alerts.reverse();
    return { alerts, nextCursor: this.cursorAt(end), more: end < this.log.length };
  }

  private cursorAt(position: number): string {
    return Buffer.from(`${this.epoch}:${position}`).toString('base64url');
  }

  private position(cursor: string | undefined): number {
    if (cursor === undefined || cursor === '') return 0;
    const [, epoch, digits] =
      /^([0-9a-f]{8}):(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
    if (epoch === undefined || digits === undefined) {
      throw new DeskError('malformed', 'not a cursor of this platform', [
        { field: 'cursor', code: 'invalid', message: 'not a cursor of this platform' },
      ]);
    }
    return epoch === this.epoch ? Math.min(Number(digits), this.log.length) : 0;
  }
}

function skewRaised(alert: AlertInput, skewS: number | undefined): AlertInput {
  if (!skewS) return alert;
  return { ...alert, raisedAt: shanghaiTime(new Date(new Date(alert.raisedAt).getTime() + skewS * 1000)) };
}
