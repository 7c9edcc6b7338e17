import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The queue's membership as one column, so that one index finds it: since when a case waits for a person, and always
 * for one whose lease lapsed. Every decision writes each index of its row anew.
 */
export class OneQueueIndex1764000000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE desk_case ADD COLUMN in_queue_from timestamptz GENERATED ALWAYS AS (
        CASE WHEN lapsed AND state = 'open' THEN '-infinity'::timestamptz ELSE next_start_at END) STORED;
      CREATE INDEX case_in_queue ON desk_case (in_queue_from) WHERE in_queue_from IS NOT NULL;
      DROP INDEX case_startable;
      DROP INDEX case_lapsed;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE desk_case DROP COLUMN in_queue_from;
      CREATE INDEX case_startable ON desk_case (next_start_at) WHERE next_start_at IS NOT NULL;
      CREATE INDEX case_lapsed ON desk_case (id) WHERE lapsed;
    `);
  }
}
