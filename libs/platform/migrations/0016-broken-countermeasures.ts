import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A request whose clock keeps failing is the auditor's finding, as a case's is. */
export class BrokenCountermeasures1764000000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Failures in a row of the sweep on this row; 0 as soon as it is saved.
      ALTER TABLE countermeasure ADD COLUMN wake_errors smallint NOT NULL DEFAULT 0;
      CREATE INDEX countermeasure_broken ON countermeasure (id) WHERE wake_errors > 0;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE countermeasure DROP COLUMN wake_errors;`);
  }
}
