import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Outbox, type OutboxRow, type Tx } from '#platform';
import { Placement } from './place-alert.js';

/** The `intake.place` effect. Repeating is safe: what is placed is left alone. */
@Injectable()
export class PlaceHandler implements OnModuleInit {
  constructor(
    private readonly outbox: Outbox,
    private readonly placement: Placement,
  ) {}

  onModuleInit(): void {
    this.outbox.register('intake.place', {
      queue: 'intake',
      maxTries: 5,
      write: async (tx, rows) => {
        await this.placement.placeAll(
          tx,
          rows.map(({ payload }) => payload.alertId),
        );
      },
      settled: (tx, row, result) => this.settled(tx, row, result),
    });
  }

  /** An alert that could not be placed again and again goes to a person, so that it waits for nobody's luck. */
  private async settled(
    tx: Tx,
    row: OutboxRow<'intake.place'>,
    result: 'done' | 'failed' | 'unknown',
  ): Promise<void> {
    if (result === 'done') return;
    await this.placement.quarantine(tx, row.payload.alertId, [{ field: '', code: 'placement_failed' }]);
  }
}
