import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MovedBelongings, type Belongings } from '#cases';
import type { Tx } from '#platform';
import { ACTIVE, OVER } from './countermeasure.state.js';

/**
 * Requests of a case that is merged: the case it is merged into looks after what is not over, as if they were its own,
 * and gives back what had moved. The caller has both cases under lock.
 */
@Injectable()
export class MovedCountermeasures implements Belongings, OnModuleInit {
  constructor(private readonly moved: MovedBelongings) {}

  onModuleInit(): void {
    this.moved.register(this);
  }

  async handOver(tx: Tx, from: string, into: string): Promise<void> {
    await tx.query(
      `UPDATE countermeasure SET case_id = $2, moved_from = $1 WHERE case_id = $1 AND state <> ALL ($3)`,
      [from, into, OVER],
    );
  }

  async takeBack(tx: Tx, from: string, into: string): Promise<{ from: boolean; into: boolean }> {
    await tx.query(`UPDATE countermeasure SET case_id = $1, moved_from = NULL WHERE moved_from = $1`, [from]);
    const rows = await tx.query<{ case_id: string }>(
      `SELECT DISTINCT case_id FROM countermeasure WHERE case_id = ANY ($1) AND state = ANY ($2)`,
      [[from, into], ACTIVE],
    );
    const isActive = (id: string): boolean => rows.some((row) => row.case_id === id);
    return { from: isActive(from), into: isActive(into) };
  }
}
