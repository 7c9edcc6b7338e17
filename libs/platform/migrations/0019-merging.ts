import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cases merged into others and taken out again; what an officer holds; payments that undo a durable persuasion. */
export class Merging1764000000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX case_merged ON desk_case (merged_into) WHERE merged_into IS NOT NULL;
      -- Only what somebody holds is in it: counted whenever an officer takes another one.
      CREATE INDEX case_held ON desk_case (lease_by) WHERE lease_by IS NOT NULL;
      -- Payments told after a watch window had ended clean.
      CREATE INDEX attempt_paid ON attempt (person_id, recorded_at)
       WHERE outcome IN ('paid','paid_after_persuasion');
      -- The case that a request was made on, while the one that case was merged into looks after it.
      ALTER TABLE countermeasure ADD COLUMN moved_from uuid REFERENCES desk_case (id);
      CREATE INDEX countermeasure_moved ON countermeasure (moved_from) WHERE moved_from IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE countermeasure DROP COLUMN moved_from;
      DROP INDEX attempt_paid;
      DROP INDEX case_held;
      DROP INDEX case_merged;
    `);
  }
}
