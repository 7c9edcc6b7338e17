import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the reports look up for each case that they count. */
export class CountedRows1764000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX officer_call_case ON officer_call (case_id, started_at);
      CREATE INDEX case_event_raised ON case_event (case_id, id) WHERE kind = 'tier_raised';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX case_event_raised, officer_call_case');
  }
}
